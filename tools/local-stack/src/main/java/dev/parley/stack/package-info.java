/// The `parley` command: the whole system on one machine.
@NullMarked
package dev.parley.stack;

import org.jspecify.annotations.NullMarked;
