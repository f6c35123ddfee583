/// What a session lacks: heads at welcome, sync from history, repair after the bus lost something.
@NullMarked
package dev.parley.gateway.resume;

import org.jspecify.annotations.NullMarked;
