package dev.parley.history.archive;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;

/// Times of the protocol as Java's.
final class Times {

    private Times() {}

    /// False for what no calendar holds.
    static boolean isValid(Timestamp timestamp) {
        return Timestamps.isValid(timestamp);
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
