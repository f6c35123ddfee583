@NullMarked
package dev.parley.bus.limits;

import org.jspecify.annotations.NullMarked;
