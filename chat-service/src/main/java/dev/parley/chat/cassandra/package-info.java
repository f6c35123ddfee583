/// How this service talks to Cassandra: the session, and one prepared statement per class.
@NullMarked
package dev.parley.chat.cassandra;

import org.jspecify.annotations.NullMarked;
