package dev.parley.chaos.check;

import java.util.List;

/// Who comes in and who goes by an event. Both lists are empty for all that is no membership event.
public record Change(List<String> joined, List<String> left) {

    public static final Change NONE = new Change(List.of(), List.of());

    public Change {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    public static Change joined(List<String> users) {
        return new Change(users, List.of());
    }

    public static Change left(String user) {
        return new Change(List.of(), List.of(user));
    }

    /// True if `done` is what came of asking for this: who is a member already does not come in again.
    boolean covers(Change done) {
        return !done.isNone() && joined.containsAll(done.joined) && left.equals(done.left);
    }

    public boolean isNone() {
        return joined.isEmpty() && left.isEmpty();
    }
}
