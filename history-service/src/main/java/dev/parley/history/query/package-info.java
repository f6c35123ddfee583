/// `GET /v1/history/{id}`: one conversation, page by page.
@NullMarked
package dev.parley.history.query;

import org.jspecify.annotations.NullMarked;
