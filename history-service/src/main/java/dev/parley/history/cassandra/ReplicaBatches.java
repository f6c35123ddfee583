package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gathers statements that the same replicas hold into unlogged batches: one request instead of many, and none
/// that its coordinator would have to hand on. What does not share its replicas with anything goes alone.
/// Within the limits that Cassandra sets to batches by default. The statements of a batch become visible in any
/// order.
final class ReplicaBatches {

    /// `unlogged_batch_across_partitions_warn_threshold`.
    private static final int MAX_PARTITIONS = 10;

    /// `batch_size_warn_threshold`; at ten times as much a batch is refused.
    private static final int MAX_BYTES = 5 * 1024;

    /// Rather too much for what Cassandra counts of a row beside its values: timestamps, lengths, the liveness of
    /// cells.
    private static final int ROW_BYTES = 100;

    private final CqlSession session;
    private final CqlIdentifier keyspace;

    ReplicaBatches(CqlSession session, String keyspace) {
        this.session = session;
        this.keyspace = CqlIdentifier.fromCql(keyspace);
    }

    List<Statement<?>> of(List<BoundStatement> statements) {
        Optional<TokenMap> ring = session.getMetadata().getTokenMap();
        List<Statement<?>> batches = new ArrayList<>();
        Map<Object, Open> openByReplicas = new HashMap<>();
        for (BoundStatement statement : statements) {
            Open open = openByReplicas.computeIfAbsent(replicas(ring, statement), none -> new Open());
            if (!open.hasRoomFor(statement)) {
                batches.add(open.close());
            }
            open.add(statement);
        }
        openByReplicas.values().forEach(open -> batches.add(open.close()));
        return batches;
    }

    /// What has to be equal for two statements to share a batch: the replicas, or the partition if they are
    /// not known.
    private Object replicas(Optional<TokenMap> ring, BoundStatement statement) {
        ByteBuffer partition = statement.getRoutingKey();
        if (partition == null) {
            return statement;
        }
        return ring.<Object>map(map -> map.getReplicas(keyspace, partition)).orElse(partition);
    }

    private static final class Open {

        private final List<BoundStatement> rows = new ArrayList<>();
        private final Set<ByteBuffer> partitions = new HashSet<>();
        private int bytes;

        boolean hasRoomFor(BoundStatement statement) {
            if (rows.isEmpty()) {
                return true;
            }
            ByteBuffer partition = statement.getRoutingKey();
            boolean another = partition != null && !partitions.contains(partition);
            return bytes + size(statement) <= MAX_BYTES && !(another && partitions.size() == MAX_PARTITIONS);
        }

        void add(BoundStatement statement) {
            rows.add(statement);
            bytes += size(statement);
            ByteBuffer partition = statement.getRoutingKey();
            if (partition != null) {
                partitions.add(partition);
            }
        }

        /// What was gathered; empty afterwards.
        Statement<?> close() {
            Statement<?> closed = rows.size() == 1
                    ? rows.getFirst()
                    : BatchStatement.newInstance(DefaultBatchType.UNLOGGED).addAll(rows);
            rows.clear();
            partitions.clear();
            bytes = 0;
            return closed;
        }

        private static int size(BoundStatement statement) {
            int bytes = ROW_BYTES;
            for (ByteBuffer value : statement.getValues()) {
                bytes += value == null ? 0 : value.remaining();
            }
            return bytes;
        }
    }
}
