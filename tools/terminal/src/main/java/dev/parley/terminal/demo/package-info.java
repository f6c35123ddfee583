/// A scripted conversation over real clients, and the proof that everybody holds the same.
@NullMarked
package dev.parley.terminal.demo;

import org.jspecify.annotations.NullMarked;
