/// From the log to the gateways: reads accepted events and signals, finds out which gateways hold their
/// audience, and sends each of those one bus frame per poll.
@NullMarked
package dev.parley.router;

import org.jspecify.annotations.NullMarked;
