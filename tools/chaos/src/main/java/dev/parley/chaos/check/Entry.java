package dev.parley.chaos.check;

/// An event of a conversation as somebody saw it: a device, or history. Two who saw the same seq must have equal
/// entries.
///
/// @param countsAsMessage false for `created` and other events no client sent as a message
public record Entry(
        String conversationId,
        long seq,
        long messageId,
        Device sender,
        String clientId,
        String body,
        boolean countsAsMessage) {

    CommandId command() {
        return new CommandId(sender, conversationId, clientId);
    }
}
