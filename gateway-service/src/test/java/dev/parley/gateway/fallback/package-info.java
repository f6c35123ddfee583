@NullMarked
package dev.parley.gateway.fallback;

import org.jspecify.annotations.NullMarked;
