package dev.parley.chat.sequencing;

/// @param joinedSeq the event that made the user a member; the first one they see
public record Membership(Role role, long joinedSeq) {}
