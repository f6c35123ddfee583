package dev.parley.chaos.check;

/// One proof that an invariant is broken: enough to find the record that shows it.
public record Violation(Invariant invariant, String conversationId, String what) {

    @Override
    public String toString() {
        return invariant.id() + " " + invariant + " conversation=" + conversationId + " " + what;
    }
}
