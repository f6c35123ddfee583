/// The Java client of the Parley protocol. {@link dev.parley.client.ParleyClient} is the way in; the decisions
/// (outbox, order, repair) are in `model`, which knows no socket; this package keeps the socket.
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
