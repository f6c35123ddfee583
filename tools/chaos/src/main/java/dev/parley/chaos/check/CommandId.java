package dev.parley.chaos.check;

/// What makes a command the same command when it is sent again.
public record CommandId(Device device, String conversationId, String clientId) {

    @Override
    public String toString() {
        return device + " " + clientId;
    }
}
