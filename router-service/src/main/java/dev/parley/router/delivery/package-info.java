/// What leaves the router: bus frames of bounded size, and the heartbeats between them.
@NullMarked
package dev.parley.router.delivery;

import org.jspecify.annotations.NullMarked;
