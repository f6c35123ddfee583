package dev.parley.log;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// Where a reader of `parley.events` stands: the offset to read next and the last accepted `logIndex`. Both go into
/// one offset commit, the index as its metadata, so they can never disagree.
///
/// @param offset the offset to read next
/// @param lastAccepted index of the last accepted record, or {@link LogIndexGate#NONE}
public record ReadPosition(long offset, long lastAccepted) {

    private static final String LABEL = "logIndex=";

    public OffsetAndMetadata toCommit() {
        return new OffsetAndMetadata(offset, LABEL + lastAccepted);
    }

    /// Of a commit without our metadata (an operator reset the group, or it never committed) nothing is known but
    /// the offset; the gate then takes the first record as its base.
    public static ReadPosition of(@Nullable OffsetAndMetadata committed) {
        if (committed == null) {
            return new ReadPosition(0, LogIndexGate.NONE);
        }
        String metadata = committed.metadata();
        if (metadata == null || !metadata.startsWith(LABEL)) {
            return new ReadPosition(committed.offset(), LogIndexGate.NONE);
        }
        return new ReadPosition(committed.offset(), Long.parseLong(metadata.substring(LABEL.length())));
    }
}
