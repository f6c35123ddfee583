/// Sessions without a WebSocket: a stream of server-sent events or long polls one way, posts the other.
@NullMarked
package dev.parley.gateway.fallback;

import org.jspecify.annotations.NullMarked;
