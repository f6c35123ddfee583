package dev.parley.chat.sequencing;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Message ids: 41 bits of milliseconds since 2024-01-01, 10 bits of partition, 12 bits of a counter. Unique without
/// worker leases and growing within a partition, because they come from the command's append time and the partition's
/// last id, and from no clock. An id is a name; order is always `seq`.
public final class MessageIds {

    static final long NONE = 0;

    static final int MAX_PARTITIONS = 1 << 10;

    private static final long EPOCH_MILLIS =
            Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    private static final int COUNTER_BITS = 12;
    private static final int PARTITION_BITS = 10;
    private static final int TIME_SHIFT = COUNTER_BITS + PARTITION_BITS;
    private static final long MAX_COUNTER = (1L << COUNTER_BITS) - 1;
    private static final long MAX_MILLIS = (1L << 41) - 1;

    private MessageIds() {}

    /// The id after `last`. A command older than the last id (the broker's clock stepped back) gets the last id's
    /// millisecond; a millisecond with 4,096 ids overflows into the next.
    static long next(int partition, long appendTimeMillis, long last) {
        long lastMillis = last >>> TIME_SHIFT;
        long millis = Math.clamp(appendTimeMillis - EPOCH_MILLIS, lastMillis, MAX_MILLIS);
        long counter = 0;
        if (last != NONE && millis == lastMillis) {
            counter = (last & MAX_COUNTER) + 1;
            if (counter > MAX_COUNTER) {
                millis++;
                counter = 0;
            }
        }
        return (millis << TIME_SHIFT) | ((long) partition << COUNTER_BITS) | counter;
    }

    /// The time of the event that carries this id, in epoch milliseconds.
    static long millis(long messageId) {
        return EPOCH_MILLIS + (messageId >>> TIME_SHIFT);
    }

    public static Timestamp time(long messageId) {
        return timestamp(millis(messageId));
    }

    static long millis(Timestamp time) {
        return time.getSeconds() * 1000L + time.getNanos() / 1_000_000;
    }

    static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, 1000L))
                .setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
                .build();
    }
}
