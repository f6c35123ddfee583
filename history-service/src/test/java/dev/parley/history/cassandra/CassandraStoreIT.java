package dev.parley.history.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchivedEvent;
import dev.parley.history.archive.Projection;
import dev.parley.kit.Backends;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MemberRemoved;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.RoleChanged;
import dev.parley.proto.v1.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same log, written once in peace and once with crashes at every step, gives the same rows.
@Timeout(180)
class CassandraStoreIT {

    private static CqlSession session;

    @BeforeAll
    static void connect() {
        session = TableDump.connect(Backends.shared());
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void rows_areTheSame_whenPollsAreRepeatedAndBreakOffAnywhere() throws Exception {
        String peaceful = Backends.shared().isolate().keyspace();
        String crashing = Backends.shared().isolate().keyspace();
        ArchiveStore calm = store(peaceful);
        ArchiveStore shaken = store(crashing);
        for (int seed = 1; seed <= 8; seed++) {
            Random random = new Random(seed);
            List<ArchivedEvent> log = log("g_" + seed, random);
            calm.write(Projection.of(log));
            crash(shaken, log, random);
        }

        assertThat(TableDump.of(session, crashing)).isEqualTo(TableDump.of(session, peaceful));
    }

    /// Polls of any size, each perhaps broken off after any phase and then repeated from any place before.
    private static void crash(ArchiveStore store, List<ArchivedEvent> log, Random random) throws Exception {
        int position = 0;
        while (position < log.size()) {
            int end = Math.min(log.size(), position + 1 + random.nextInt(12));
            ArchiveBatch batch = Projection.of(log.subList(position, end));
            if (random.nextBoolean()) {
                store.write(brokenOff(batch, random.nextInt(6)));
                position = Math.max(0, position - random.nextInt(8));
            } else {
                store.write(batch);
                position = end;
            }
        }
        // And once more from the start, as after a rewind of the group.
        store.write(Projection.of(log.subList(0, log.size() / 2)));
    }

    /// What the store may have done before a crash: phases are written in order, the last one perhaps in part.
    private static ArchiveBatch brokenOff(ArchiveBatch batch, int phases) {
        return new ArchiveBatch(
                part(batch.events(), phases, 0),
                part(batch.edits(), phases, 0),
                part(batch.erasures(), phases, 1),
                part(batch.namings(), phases, 2),
                part(batch.joinings(), phases, 2),
                part(batch.leavings(), phases, 2),
                part(batch.roleChanges(), phases, 2),
                part(batch.heads(), phases, 3));
    }

    private static <T> List<T> part(List<T> rows, int phases, int phase) {
        if (phases < phase) {
            return List.of();
        }
        return phases == phase ? rows.subList(0, rows.size() / 2) : rows;
    }

    private static List<ArchivedEvent> log(String conversation, Random random) {
        List<Event.Builder> kinds = new ArrayList<>();
        kinds.add(Event.newBuilder()
                .setCreated(Created.newBuilder()
                        .setKind("group")
                        .setTitle("first")
                        .addMembers(member("alice", "owner"))
                        .addMembers(member("bob", "member"))));
        for (int i = 0; i < 60; i++) {
            long seq = kinds.size() + 1;
            long target = 2 + random.nextInt(6);
            boolean targetThere = target < seq;
            kinds.add(
                    switch (random.nextInt(targetThere ? 9 : 6)) {
                        case 0 ->
                            Event.newBuilder()
                                    .setMembersAdded(MembersAdded.newBuilder().addUserIds("bob"));
                        case 1 ->
                            Event.newBuilder()
                                    .setMemberRemoved(MemberRemoved.newBuilder().setUserId("bob"));
                        case 2 ->
                            Event.newBuilder()
                                    .setRoleChanged(RoleChanged.newBuilder()
                                            .setUserId("bob")
                                            .setRole("r" + i));
                        case 3 ->
                            Event.newBuilder().setRenamed(Renamed.newBuilder().setTitle("t" + i));
                        case 6, 7 ->
                            Event.newBuilder()
                                    .setEdited(Edited.newBuilder()
                                            .setTargetSeq(target)
                                            .setContent(text("edit " + i)));
                        case 8 ->
                            Event.newBuilder().setDeleted(Deleted.newBuilder().setTargetSeq(target));
                        default ->
                            Event.newBuilder().setMessage(Message.newBuilder().setContent(text("m" + i)));
                    });
        }
        List<ArchivedEvent> log = new ArrayList<>();
        for (Event.Builder kind : kinds) {
            long seq = log.size() + 1;
            Event event = kind.setConversationId(conversation)
                    .setSeq(seq)
                    .setOrdinal(seq / 2)
                    .build();
            log.add(new ArchivedEvent(
                    LogEvent.newBuilder().setLogIndex(seq).setEvent(event).build(), 100 + seq));
        }
        return log;
    }

    private static ArchiveStore store(String keyspace) {
        CassandraSettings settings = new CassandraSettings(
                List.of(Backends.shared().cassandraContactPoint()),
                Backends.shared().cassandraLocalDatacenter(),
                keyspace,
                1,
                "LOCAL_QUORUM",
                Duration.ofSeconds(10),
                64);
        new Schema(session, settings).create();
        return new CassandraStore(session, keyspace, settings.maxInFlight());
    }

    private static Member member(String user, String role) {
        return Member.newBuilder().setUserId(user).setRole(role).build();
    }

    private static Content text(String body) {
        return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
    }
}
