/// Starting, finding and ending the processes of a stack.
@NullMarked
package dev.parley.stack.process;

import org.jspecify.annotations.NullMarked;
