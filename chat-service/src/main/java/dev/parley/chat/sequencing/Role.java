package dev.parley.chat.sequencing;

import java.util.Optional;

/// A member's role, by its word on the wire.
public enum Role {
    OWNER("owner"),
    ADMIN("admin"),
    MEMBER("member");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word.equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /// Reads a word this package wrote itself. A word of a later version counts as the least of roles.
    static Role parse(String word) {
        return of(word).orElse(MEMBER);
    }
}
