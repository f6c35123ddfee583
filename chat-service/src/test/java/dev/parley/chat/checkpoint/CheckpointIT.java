package dev.parley.chat.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.CassandraConnection;
import dev.parley.chat.cassandra.CassandraSettings;
import dev.parley.chat.sequencing.Checkpoint;
import dev.parley.chat.sequencing.Missing;
import dev.parley.chat.sequencing.PartitionCheckpoint;
import dev.parley.chat.sequencing.StateSource;
import dev.parley.chat.sequencing.WindowKey;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checkpoint rows on a real Cassandra.
@Timeout(240)
final class CheckpointIT {

    private static final Executor BACKGROUND = task -> Thread.ofVirtual().start(task);
    private static final WindowKey WINDOW = new WindowKey("g_1", "alice", "phone");

    private static CqlSession cassandra;
    private static CheckpointWriter writer;
    private static CheckpointReader reader;

    @BeforeAll
    static void open() {
        Isolation isolation = Backends.shared().isolate();
        cassandra = new CassandraConnection(new CassandraSettings(
                        isolation.backends().cassandraContactPoint(),
                        isolation.backends().cassandraLocalDatacenter(),
                        isolation.keyspace(),
                        1))
                .open(CheckpointTables.definitions(isolation.keyspace()));
        writer = new CheckpointWriter(cassandra, isolation.keyspace(), BACKGROUND);
        reader = new CheckpointReader(cassandra, isolation.keyspace(), BACKGROUND);
    }

    @AfterAll
    static void close() {
        cassandra.close();
    }

    @Test
    void olderOwnersLateWrite_loses() throws Exception {
        write(checkpoint(3, "newer", 200));
        write(checkpoint(3, "older", 100));

        assertThat(reader.partition(3).get(10, TimeUnit.SECONDS)).contains(partition(3, 200));
        StateSource rows = load();
        assertThat(rows.conversation("g_1").orElseThrow().getTitle()).isEqualTo("newer");
        assertThat(rows.window(WINDOW).orElseThrow().getSeqs(0)).isEqualTo(200);
    }

    @Test
    void firstCommandsRow_isOlderThanEveryOther() throws Exception {
        write(checkpoint(4, "first", 0));
        assertThat(reader.partition(4).get(10, TimeUnit.SECONDS)).contains(partition(4, 0));

        write(checkpoint(4, "second", 1));
        assertThat(reader.partition(4).get(10, TimeUnit.SECONDS)).contains(partition(4, 1));
    }

    @Test
    void whatWasNeverWritten_isEmpty() throws Exception {
        WindowKey unknown = new WindowKey("g_unknown", "alice", "phone");
        StateSource rows =
                reader.load(new Missing(Set.of("g_unknown"), Set.of(unknown))).get(10, TimeUnit.SECONDS);

        assertThat(reader.partition(99).get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(rows.conversation("g_unknown")).isEmpty();
        assertThat(rows.window(unknown)).isEmpty();
    }

    private static StateSource load() throws Exception {
        return reader.load(new Missing(Set.of("g_1"), Set.of(WINDOW))).get(10, TimeUnit.SECONDS);
    }

    private static void write(Checkpoint checkpoint) throws Exception {
        writer.write(checkpoint).get(10, TimeUnit.SECONDS);
    }

    private static Checkpoint checkpoint(int partition, String title, long commandOffset) {
        return new Checkpoint(
                List.of(new Checkpoint.ConversationRow(
                        "g_1", ConversationSnapshot.newBuilder().setTitle(title).build(), commandOffset)),
                List.of(new Checkpoint.WindowRow(
                        WINDOW,
                        DedupSnapshot.newBuilder().addSeqs(commandOffset).build(),
                        commandOffset)),
                partition(partition, commandOffset));
    }

    private static PartitionCheckpoint partition(int partition, long commandOffset) {
        return new PartitionCheckpoint(partition, commandOffset, commandOffset, commandOffset, commandOffset);
    }
}
