/// From a bus frame to the sockets (steps 7 and 8).
@NullMarked
package dev.parley.gateway.delivery;

import org.jspecify.annotations.NullMarked;
