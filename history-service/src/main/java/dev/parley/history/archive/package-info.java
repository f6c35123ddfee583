/// From parley.events to rows: which records count, which rows they make, and the loop that commits after the work.
@NullMarked
package dev.parley.history.archive;

import org.jspecify.annotations.NullMarked;
