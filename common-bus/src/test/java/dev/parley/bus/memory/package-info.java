@NullMarked
package dev.parley.bus.memory;

import org.jspecify.annotations.NullMarked;
