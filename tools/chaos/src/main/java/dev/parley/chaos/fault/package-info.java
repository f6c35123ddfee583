/// Faults on the real processes of the local stack, and replays of its consumer groups.
@NullMarked
package dev.parley.chaos.fault;

import org.jspecify.annotations.NullMarked;
