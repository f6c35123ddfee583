/// Who is let in, and how the gateway empties itself before it ends.
@NullMarked
package dev.parley.gateway.drain;

import org.jspecify.annotations.NullMarked;
