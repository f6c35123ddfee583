/// The two programs a person starts: a chat, and the demo.
@NullMarked
package dev.parley.terminal;

import org.jspecify.annotations.NullMarked;
