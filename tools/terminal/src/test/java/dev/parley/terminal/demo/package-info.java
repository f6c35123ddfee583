@NullMarked
package dev.parley.terminal.demo;

import org.jspecify.annotations.NullMarked;
