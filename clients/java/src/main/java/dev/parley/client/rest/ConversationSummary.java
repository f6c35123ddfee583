package dev.parley.client.rest;

import java.util.List;

/// A conversation as the list and the create call show it. Behind the log by up to two seconds, and torn:
/// everything is at least as new as `lastSeq` says, some of it may be newer.
///
/// @param kind `direct` or `group`
/// @param title empty for a direct conversation
/// @param lastSeq the head
/// @param lastOrdinal countable messages up to the head
/// @param unread countable messages above the caller's read mark
/// @param deliveredSeq the caller's own mark, shared by all of their devices
/// @param readSeq likewise
public record ConversationSummary(
        String conversationId,
        String kind,
        String title,
        List<MemberView> members,
        long lastSeq,
        long lastOrdinal,
        long unread,
        long deliveredSeq,
        long readSeq) {

    /// @param role `owner`, `admin` or `member`
    /// @param joinedSeq the first seq this member sees
    public record MemberView(String userId, String role, long joinedSeq) {}
}
