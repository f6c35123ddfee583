/// The directory, the heads and the bus inside one process, for tests of the parts that use them. They pass the
/// same contract suites as the ones over Redis.
@NullMarked
package dev.parley.bus.memory;

import org.jspecify.annotations.NullMarked;
