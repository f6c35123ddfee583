/// The devices of each user: registered by their openings, at most ten, listed, named and revoked over REST.
@NullMarked
package dev.parley.chat.devices;

import org.jspecify.annotations.NullMarked;
