/// The archive in Cassandra: one class per statement, the schema, the session.
@NullMarked
package dev.parley.history.cassandra;

import org.jspecify.annotations.NullMarked;
