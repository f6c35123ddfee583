/// How often a user, or all of a conversation, may do something, over all instances: one table of limits, one port.
@NullMarked
package dev.parley.bus.limits;

import org.jspecify.annotations.NullMarked;
