/// What an operator can ask an instance about single messages: its memory of the steps of docs/message-path.md.
@NullMarked
package dev.parley.log.path;

import org.jspecify.annotations.NullMarked;
