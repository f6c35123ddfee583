/// How long a fault was felt, from the record of a run. No I/O.
@NullMarked
package dev.parley.chaos.heal;

import org.jspecify.annotations.NullMarked;
