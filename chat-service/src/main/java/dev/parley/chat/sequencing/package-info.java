/// Step 4: the pure, deterministic core that turns commands into events. It knows no Kafka, no database and no clock;
/// what talks to them calls it, one thread per partition. `PartitionOwner` is the way in.
@NullMarked
package dev.parley.chat.sequencing;

import org.jspecify.annotations.NullMarked;
