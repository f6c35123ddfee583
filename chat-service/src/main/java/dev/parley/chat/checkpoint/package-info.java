/// The sequencer's checkpoint rows: written every few seconds, read at takeover and at a conversation's first touch.
@NullMarked
package dev.parley.chat.checkpoint;

import org.jspecify.annotations.NullMarked;
