/// Devices that talk at a fixed rate through the public client, and the record of all they were told.
@NullMarked
package dev.parley.chaos.load;

import org.jspecify.annotations.NullMarked;
