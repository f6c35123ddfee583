/// The only package that knows how a socket is made: the upgrade inside the HTTP pipeline, framing, and the pace of
/// reading.
@NullMarked
package dev.parley.gateway.websocket;

import org.jspecify.annotations.NullMarked;
