/// Step 3: reads commands of the owned partitions, takes partitions over, and lets go of them.
@NullMarked
package dev.parley.chat.inbound;

import org.jspecify.annotations.NullMarked;
