package dev.parley.chat.sequencing;

import java.util.Set;

/// The checkpoint rows that must be loaded before the next step.
public record Missing(Set<String> conversations, Set<WindowKey> windows) {

    public Missing {
        conversations = Set.copyOf(conversations);
        windows = Set.copyOf(windows);
    }

    public boolean isEmpty() {
        return conversations.isEmpty() && windows.isEmpty();
    }
}
