/// The contract suites of the ports, and tests of the numbering.
@NullMarked
package dev.parley.bus;

import org.jspecify.annotations.NullMarked;
