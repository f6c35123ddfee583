/// Sends a REST command into the log and waits for its outcome on the bus.
@NullMarked
package dev.parley.chat.outcome;

import org.jspecify.annotations.NullMarked;
