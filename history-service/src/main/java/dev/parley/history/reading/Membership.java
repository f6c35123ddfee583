package dev.parley.history.reading;

/// A conversation of a user, present or past.
public record Membership(String conversationId, Windows windows) {}
