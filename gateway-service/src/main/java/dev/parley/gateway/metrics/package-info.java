/// What is counted, as relations; Micrometer sits behind.
@NullMarked
package dev.parley.gateway.metrics;

import org.jspecify.annotations.NullMarked;
