/// Holds the sockets. The route of a message through it: `websocket` (1), `inbound` (2), `delivery` (7, 8).
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
