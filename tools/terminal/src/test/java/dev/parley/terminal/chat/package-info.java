@NullMarked
package dev.parley.terminal.chat;

import org.jspecify.annotations.NullMarked;
