package dev.parley.chaos.check;

/// One device of one user: what the dedup window, sender order and delivery are counted by.
public record Device(String userId, String deviceId) {

    @Override
    public String toString() {
        return userId + "/" + deviceId;
    }
}
