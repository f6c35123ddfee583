/// `sync`: many conversations from given positions on, and the heads of a user's conversations.
@NullMarked
package dev.parley.history.sync;

import org.jspecify.annotations.NullMarked;
