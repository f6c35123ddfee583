/// A device that was away: what it missed, how it comes back, what it and its gateway hold meanwhile.
@NullMarked
package dev.parley.bench.away;

import org.jspecify.annotations.NullMarked;
