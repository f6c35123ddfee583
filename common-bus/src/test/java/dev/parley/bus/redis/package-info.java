@NullMarked
package dev.parley.bus.redis;

import org.jspecify.annotations.NullMarked;
