/// Step 5: appends events, the one write that commits, and releases the answers that are no events.
@NullMarked
package dev.parley.chat.outbound;

import org.jspecify.annotations.NullMarked;
