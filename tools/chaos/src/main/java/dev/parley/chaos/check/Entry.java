package dev.parley.chaos.check;

/// An event of a conversation as somebody saw it: a device, or history. Two who saw the same seq must have equal
/// entries.
///
/// @param countsAsMessage false for `created` and other events no client sent as a message
/// @param change what it does to the membership
public record Entry(
        String conversationId,
        long seq,
        long messageId,
        Device sender,
        String clientId,
        String body,
        boolean countsAsMessage,
        Change change) {

    /// A message.
    Entry(String conversationId, long seq, long messageId, Device sender, String clientId, String body) {
        this(conversationId, seq, messageId, sender, clientId, body, true, Change.NONE);
    }

    CommandId command() {
        return new CommandId(sender, conversationId, clientId);
    }
}
