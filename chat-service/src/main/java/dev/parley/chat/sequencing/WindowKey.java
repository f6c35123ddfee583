package dev.parley.chat.sequencing;

import dev.parley.proto.log.Command;

/// Whose repeats a dedup window recognises: one device of one user in one conversation. Device ids are unique per
/// user only.
public record WindowKey(String conversationId, String userId, String deviceId) {

    static WindowKey of(Command command) {
        return new WindowKey(command.getConversationId(), command.getUserId(), command.getDeviceId());
    }

    /// `user/device`, unambiguous because no user id holds a `/`.
    public String deviceKey() {
        return userId + "/" + deviceId;
    }
}
