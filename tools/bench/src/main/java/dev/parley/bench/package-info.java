/// The command line of the load generator: one class per run.
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
