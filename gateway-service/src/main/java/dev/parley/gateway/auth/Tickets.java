package dev.parley.gateway.auth;

import java.util.concurrent.CompletionStage;

/// One-use tickets, for clients that cannot set a header on the upgrade.
public interface Tickets {

    /// @return the ticket, good once within 30 s; fails with the store's exception if it cannot be reached
    CompletionStage<Ticket> issue(Principal principal);

    /// Takes the ticket: of several at once, one gets it.
    CompletionStage<Verification> redeem(String ticket);

    record Ticket(String value, java.time.Instant expiresAt) {}
}
