package dev.parley.chat.sequencing;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// The checkpoint rows that must be loaded before the next step, in the order they are met: a run can be repeated
/// exactly.
public record Missing(Set<String> conversations, Set<WindowKey> windows) {

    public Missing {
        conversations = Collections.unmodifiableSet(new LinkedHashSet<>(conversations));
        windows = Collections.unmodifiableSet(new LinkedHashSet<>(windows));
    }

    public boolean isEmpty() {
        return conversations.isEmpty() && windows.isEmpty();
    }
}
