/// When messages are meant to be sent, fixed before the run, and the thread that keeps to it. No I/O.
@NullMarked
package dev.parley.bench.schedule;

import org.jspecify.annotations.NullMarked;
