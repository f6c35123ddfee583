/// What a conversation is beside its messages: kind, title, members, roles, heads. Folded from events, started from a
/// snapshot.
@NullMarked
package dev.parley.client.state;

import org.jspecify.annotations.NullMarked;
