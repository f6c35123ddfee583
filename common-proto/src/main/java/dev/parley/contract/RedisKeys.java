package dev.parley.contract;

/// The Redis keys and channels. `prefix` is empty in production; tests that share one Redis use it to stay apart.
/// Only the session directory has hash tags, one per shard: a session and the note of its change are one write.
/// Everything else spreads over a cluster key by key.
public record RedisKeys(String prefix) {

    /// Parts of the session directory. Fixed: another number would move every session to another key.
    public static final int DIRECTORY_SHARDS = 8;

    /// The shard of a user's sessions, 0 to 7, by the hash that `java.lang.String` fixes.
    public static int directoryShard(String userId) {
        return Math.floorMod(userId.hashCode(), DIRECTORY_SHARDS);
    }

    /// Hash: device id → session entry. TTL 45 s, refreshed every 15 s.
    public String session(String userId) {
        return prefix + "session:{" + directoryShard(userId) + "}" + userId;
    }

    /// Stream, trimmed to about the last 10,000: whose sessions changed in a shard, in order.
    public String directoryChanges(int shard) {
        return prefix + "directory:{" + shard + "}";
    }

    /// String with TTL 10 s: the gateway lives.
    public String gatewayLease(String gatewayId) {
        return prefix + "gateway:" + gatewayId;
    }

    /// Sorted set: bus address → millis of its last lease. Routers read it to know whom to send heartbeats.
    public String gateways() {
        return prefix + "gateways";
    }

    /// Pub/sub channel of one bus address.
    public String busChannel(String address) {
        return prefix + "gw:" + address;
    }

    /// String: highest seq the router has seen of a conversation.
    public String head(String conversationId) {
        return prefix + "head:" + conversationId;
    }

    /// Hash: conversation id → seq at which the user lately joined it; bridges the time until history has it. TTL
    /// 1 h.
    public String recentConversations(String userId) {
        return prefix + "recent:" + userId;
    }

    /// String with TTL 30 s: a one-use connection ticket.
    public String ticket(String ticket) {
        return prefix + "ticket:" + ticket;
    }

    /// String, a serialized token bucket; gone a little after it is full again.
    ///
    /// @param subject whose bucket: a user or a conversation, of any length; only its hash is in the key
    public String limit(String action, String subject) {
        return prefix + "limit:" + action + ":" + Identifiers.shortHash(subject);
    }
}
