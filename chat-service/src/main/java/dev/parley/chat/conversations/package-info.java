/// Conversations over REST: the same commands in the same log, and reads of history's tables.
@NullMarked
package dev.parley.chat.conversations;

import org.jspecify.annotations.NullMarked;
