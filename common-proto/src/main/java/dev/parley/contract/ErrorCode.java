package dev.parley.contract;

/// The protocol's words for what went wrong: `code` of `refused` and `error` frames and of REST problems.
/// The table in `docs/protocol.md` is checked against this enum.
public enum ErrorCode {
    /// The sender is no member of the conversation, or it does not exist: one answer for both.
    NOT_A_MEMBER(404),
    NOT_FOUND(404),
    /// A member whose role is too low.
    FORBIDDEN(403),
    /// A block or a privacy setting forbids it; which one is not told.
    NOT_ALLOWED(403),
    INVALID(400),
    /// A text of nothing but Unicode white space.
    EMPTY(422),
    TOO_LARGE(413),
    /// The target is beyond the head or no message.
    TARGET_NOT_FOUND(404),
    GROUP_FULL(422),
    /// The last owner cannot leave or step down while others remain.
    LAST_OWNER(409),
    /// A direct conversation has no title and no membership commands.
    NOT_A_GROUP(422),
    RATE_LIMITED(429),
    TOO_MANY_IN_FLIGHT(429),
    /// Try again after `retryAfterMillis`; nothing is lost.
    UNAVAILABLE(503),
    UNKNOWN_FRAME(400),
    UNAUTHORIZED(401),
    TOKEN_IN_URL(400),
    BAD_CURSOR(400),
    CONFLICT(409),
    STALE_DEVICES(409),
    STALE_MEMBERSHIP(409),
    QUOTA_EXCEEDED(413);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /// HTTP status of the problem that carries this code.
    public int httpStatus() {
        return httpStatus;
    }
}
