/// The command line of the fault runs: load, one fault, healing, verdict.
@NullMarked
package dev.parley.chaos;

import org.jspecify.annotations.NullMarked;
