/// Sequences commands into events (steps 3 to 5 of the message path) and serves conversations over REST.
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
