/// Writes what was accepted to Cassandra and serves it: history, sync, heads.
@NullMarked
package dev.parley.history;

import org.jspecify.annotations.NullMarked;
