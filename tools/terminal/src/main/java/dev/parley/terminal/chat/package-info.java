/// A chat in the terminal: what is shown, and what a typed line does.
@NullMarked
package dev.parley.terminal.chat;

import org.jspecify.annotations.NullMarked;
