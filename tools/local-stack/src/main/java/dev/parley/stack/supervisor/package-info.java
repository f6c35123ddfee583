/// What belongs to a stack, in which order it starts and ends, and what the user is told meanwhile.
@NullMarked
package dev.parley.stack.supervisor;

import org.jspecify.annotations.NullMarked;
