package dev.parley.history.reading;

/// A conversation of a user, present or past.
///
/// @param hides whether the user ever deleted a message for themselves there
public record Membership(String conversationId, Windows windows, boolean hides) {

    /// What the user may look up. Present members see all of the past if the policy of today opens it;
    /// nobody is led through a past that was not theirs (sync).
    public Windows windowsOfHistory(ConversationHead head) {
        return head.pastIsOpen() ? windows.wholeIfPresent() : windows;
    }
}
