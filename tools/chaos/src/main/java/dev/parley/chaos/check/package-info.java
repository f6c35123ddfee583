/// Judges, after the fact and without I/O, whether what the clients were told and what history says keep the promises.
@NullMarked
package dev.parley.chaos.check;

import org.jspecify.annotations.NullMarked;
