package dev.parley.chat.sequencing;

/// @param joinedSeq the event that made the user a member; the first one they see
/// @param lastPostMillis when they last wrote, epoch milliseconds; {@link #NEVER} unless a slow mode wants to know
public record Membership(Role role, long joinedSeq, long lastPostMillis) {

    static final long NEVER = 0;

    Membership(Role role, long joinedSeq) {
        this(role, joinedSeq, NEVER);
    }

    Membership withRole(Role next) {
        return new Membership(next, joinedSeq, lastPostMillis);
    }

    Membership posted(long millis) {
        return new Membership(role, joinedSeq, millis);
    }
}
