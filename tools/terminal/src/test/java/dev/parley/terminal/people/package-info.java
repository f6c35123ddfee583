@NullMarked
package dev.parley.terminal.people;

import org.jspecify.annotations.NullMarked;
