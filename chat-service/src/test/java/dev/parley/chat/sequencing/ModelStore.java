package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The checkpoint tables: per row, the write with the greatest timestamp stays. Writes arrive late and in any order.
final class ModelStore implements StateSource {

    /// A write on its way.
    record Write(ModelOwner writer, Checkpoint checkpoint, Object key, Object value, long timestamp) {}

    private record Row(Object value, long timestamp) {}

    private static final String PARTITION = "partition checkpoint";

    private final Sabotage sabotage;
    private final Map<Object, Row> rows = new HashMap<>();

    ModelStore(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    static Write partitionWrite(ModelOwner writer, Checkpoint checkpoint, PartitionCheckpoint row) {
        return new Write(writer, checkpoint, PARTITION, row, row.writeTimestamp());
    }

    void land(Write write) {
        @Nullable Row present = rows.get(write.key());
        if (present == null || sabotage == Sabotage.CHECKPOINT_WITHOUT_TIMESTAMP) {
            rows.put(write.key(), new Row(write.value(), write.timestamp()));
            return;
        }
        if (present.timestamp() == write.timestamp()) {
            ModelViolation.check(
                    sameButForTwins(present.value(), write.value()),
                    () -> "two writes of one timestamp differ: " + write.key());
        }
        if (present.timestamp() <= write.timestamp()) {
            rows.put(write.key(), new Row(write.value(), write.timestamp()));
        }
    }

    @Nullable
    PartitionCheckpoint checkpoint() {
        @Nullable Row row = rows.get(PARTITION);
        return row == null ? null : (PartitionCheckpoint) row.value();
    }

    @Override
    public Optional<ConversationSnapshot> conversation(String conversationId) {
        return Optional.ofNullable(rows.get(conversationId)).map(row -> (ConversationSnapshot) row.value());
    }

    @Override
    public Optional<DedupSnapshot> window(WindowKey key) {
        return Optional.ofNullable(rows.get(key)).map(row -> (DedupSnapshot) row.value());
    }

    private static boolean sameButForTwins(Object one, Object other) {
        if (one instanceof PartitionCheckpoint a && other instanceof PartitionCheckpoint b) {
            return a.equals(new PartitionCheckpoint(
                    b.partition(), a.eventOffset(), b.logIndex(), b.lastMessageId(), b.lastCommandOffset()));
        }
        return one.equals(other);
    }
}
