/// The directory, the heads and the bus over Redis 7.0: one instance, Sentinel or Cluster.
@NullMarked
package dev.parley.bus.redis;

import org.jspecify.annotations.NullMarked;
