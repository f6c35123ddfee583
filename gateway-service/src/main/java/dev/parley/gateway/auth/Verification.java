package dev.parley.gateway.auth;

/// What became of a token or a ticket.
public sealed interface Verification {

    record Verified(Principal principal) implements Verification {}

    /// Permanent: forged, expired, for somebody else, used before.
    record Rejected(String why) implements Verification {}

    /// Temporary: the issuer's keys or the ticket store cannot be reached, so nobody can tell.
    record Unavailable() implements Verification {}
}
