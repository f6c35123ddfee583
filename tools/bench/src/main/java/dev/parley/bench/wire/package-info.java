/// The wire protocol as a client sees it: a small WebSocket client on Netty, and the few REST calls a run needs.
@NullMarked
package dev.parley.bench.wire;

import org.jspecify.annotations.NullMarked;
