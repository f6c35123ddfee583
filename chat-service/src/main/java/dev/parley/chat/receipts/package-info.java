/// Delivery and read marks, and typing: coalesced, never sequenced.
@NullMarked
package dev.parley.chat.receipts;

import org.jspecify.annotations.NullMarked;
