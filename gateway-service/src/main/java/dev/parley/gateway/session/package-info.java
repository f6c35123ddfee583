/// Who is here: the sessions of this gateway and the way out to each.
@NullMarked
package dev.parley.gateway.session;

import org.jspecify.annotations.NullMarked;
