/// The table of faults.
@NullMarked
package dev.parley.chaos.report;

import org.jspecify.annotations.NullMarked;
