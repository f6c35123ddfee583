/// From a client's frame to a record in `parley.commands` (step 2), or to the answer that says why not.
@NullMarked
package dev.parley.gateway.inbound;

import org.jspecify.annotations.NullMarked;
