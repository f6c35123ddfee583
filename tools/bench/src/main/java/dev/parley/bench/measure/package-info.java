/// What came of each message, and what the machine spent on it.
@NullMarked
package dev.parley.bench.measure;

import org.jspecify.annotations.NullMarked;
