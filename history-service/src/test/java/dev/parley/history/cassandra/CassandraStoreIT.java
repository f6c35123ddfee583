package dev.parley.history.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.Timestamp;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchivedEvent;
import dev.parley.history.archive.Projection;
import dev.parley.kit.Backends;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.log.Request;
import dev.parley.proto.log.RevokeInvite;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Described;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Hidden;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MemberRemoved;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Pinned;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.PolicyChanged;
import dev.parley.proto.v1.Reacted;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.RoleChanged;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    private static final Timestamp NEXT_YEAR = Timestamp.newBuilder()
            .setSeconds(Instant.now().plus(Duration.ofDays(365)).getEpochSecond())
            .build();

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
        for (int seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<ArchivedEvent> log = log("g_" + seed, random);
            calm.write(Projection.of(log));
            crash(shaken, log, random);
        }

        assertThat(TableDump.of(session, crashing)).isEqualTo(TableDump.of(session, peaceful));
    }

    @Test
    void deletedMessage_mentionsNobody_whenTheStoreCrashedWhileErasing() throws Exception {
        String keyspace = Backends.shared().isolate().keyspace();
        ArchiveStore store = store(keyspace);
        List<ArchivedEvent> log = List.of(
                archived(1, Event.newBuilder().setMessage(Message.newBuilder().setContent(mentioning("bob")))),
                archived(
                        2,
                        Event.newBuilder()
                                .setEdited(Edited.newBuilder().setTargetSeq(1).setContent(mentioning("carol")))),
                archived(3, Event.newBuilder().setDeleted(Deleted.newBuilder().setTargetSeq(1))),
                archived(
                        4,
                        Event.newBuilder()
                                .setEdited(Edited.newBuilder().setTargetSeq(1).setContent(mentioning("dave")))));

        store.write(Projection.of(log.subList(0, 2)));
        assertThat(mentions(keyspace)).containsExactly("bob false", "carol true");
        store.write(Projection.of(log));
        assertThat(mentions(keyspace)).containsExactly("bob false", "carol false", "dave false");
        store.write(Projection.of(log.subList(0, 2)));
        assertThat(mentions(keyspace)).containsExactly("bob false", "carol false", "dave false");
    }

    @Test
    void schema_isBroughtUpToDate_whenTheTablesAreOlder() {
        String keyspace = Backends.shared().isolate().keyspace();
        store(keyspace);
        for (String older : List.of(
                ".conversations DROP (description, picture, policy)",
                ".conversations_by_user DROP hides",
                ".conversation_settings DROP request",
                ".conversation_blocks DROP requested",
                ".messages DROP (mentioned, reacted)")) {
            session.execute(SimpleStatement.newInstance("ALTER TABLE " + keyspace + older)
                    .setTimeout(Duration.ofSeconds(30)));
        }

        store(keyspace);

        assertThat(TableDump.of(session, keyspace)).isEmpty();
    }

    private static List<String> mentions(String keyspace) {
        return session.execute("SELECT user_id, live FROM " + keyspace + ".mentions").all().stream()
                .map(row -> row.getString(0) + " " + row.getBoolean(1))
                .sorted()
                .toList();
    }

    private static ArchivedEvent archived(long seq, Event.Builder event) {
        event.setConversationId("g_1").setSeq(seq).setSender(Sender.newBuilder().setUserId("alice"));
        return new ArchivedEvent(LogEvent.newBuilder().setEvent(event).build(), seq);
    }

    private static Content mentioning(String user) {
        return Content.newBuilder()
                .setText(Text.newBuilder()
                        .setBody("hello")
                        .addMentions(Mention.newBuilder().setUserId(user)))
                .build();
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
                part(batch.facts(), phases, 2),
                part(batch.heads(), phases, 3));
    }

    private static <T> List<T> part(List<T> rows, int phases, int phase) {
        if (phases < phase) {
            return List.of();
        }
        return phases == phase ? rows.subList(0, rows.size() / 2) : rows;
    }

    private static List<ArchivedEvent> log(String conversation, Random random) {
        List<ArchivedEvent> log = new ArrayList<>();
        long seq = 0;
        for (int i = 0; i < 75; i++) {
            Event.Builder named = Event.newBuilder()
                    .setConversationId(conversation)
                    .setSender(Sender.newBuilder().setUserId(random.nextBoolean() ? "alice" : "bob"));
            LogEvent.Builder logged = LogEvent.newBuilder().setLogIndex(i + 1);
            if (i > 0 && random.nextInt(4) == 0) {
                logged.setPrivateEvent(privateEvent(random));
            } else {
                seq++;
                named.setSeq(seq).setOrdinal(seq / 2).mergeFrom(publicEvent(seq, random));
            }
            if (random.nextInt(8) == 0) {
                logged.setRequest(Request.newBuilder().setUserId("bob").setEnded(random.nextBoolean()));
            }
            log.add(new ArchivedEvent(logged.setEvent(named).build(), 100 + i));
        }
        return log;
    }

    private static Event publicEvent(long seq, Random random) {
        Event.Builder event = Event.newBuilder();
        if (seq == 1) {
            return event.setCreated(Created.newBuilder()
                            .setKind("group")
                            .setTitle("first")
                            .addMembers(member("alice", "owner"))
                            .addMembers(member("bob", "member")))
                    .build();
        }
        long target = 2 + random.nextInt(6);
        boolean removed = random.nextBoolean();
        switch (random.nextInt(target < seq ? 16 : 9)) {
            case 0 ->
                event.setMembersAdded(
                        MembersAdded.newBuilder().addUserIds("bob").setInviteId(removed ? "i1" : ""));
            case 1 -> event.setMemberRemoved(MemberRemoved.newBuilder().setUserId("bob"));
            case 2 ->
                event.setRoleChanged(RoleChanged.newBuilder().setUserId("bob").setRole("r" + seq));
            case 3 -> event.setRenamed(Renamed.newBuilder().setTitle("t" + seq));
            case 4 -> event.setDescribed(Described.newBuilder().setDescription("d" + seq));
            case 5 ->
                event.setPolicyChanged(
                        PolicyChanged.newBuilder().setPolicy(Policy.newBuilder().setSlowModeSeconds((int) seq)));
            case 9, 10, 11 ->
                event.setEdited(edited(random).setTargetSeq(target).setContent(text("edit " + seq, random)));
            case 12 -> event.setDeleted(Deleted.newBuilder().setTargetSeq(target));
            case 13, 14 ->
                event.setReacted(
                        Reacted.newBuilder().setTargetSeq(target).setEmoji("+").setRemoved(removed));
            case 15 -> event.setPinned(Pinned.newBuilder().setTargetSeq(target).setRemoved(removed));
            default ->
                event.setMessage(
                        Message.newBuilder().setContent(text("m" + seq, random)).setThreadRoot(random.nextInt(3)));
        }
        return event.build();
    }

    /// Some expired long ago, some expire in a year; nothing expires in between.
    private static Edited.Builder edited(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Edited.newBuilder().setExpiresAt(Timestamp.newBuilder().setSeconds(1));
            case 1 -> Edited.newBuilder().setExpiresAt(NEXT_YEAR);
            default -> Edited.newBuilder();
        };
    }

    private static PrivateEvent.Builder privateEvent(Random random) {
        PrivateEvent.Builder event = PrivateEvent.newBuilder();
        boolean yes = random.nextBoolean();
        return switch (random.nextInt(5)) {
            case 0 ->
                event.setBlock(
                        Block.newBuilder().setBy("alice").setUserId("bob").setRemoved(yes));
            case 1 ->
                event.setSettings(
                        yes
                                ? ConversationSettings.newBuilder().setArchived(random.nextBoolean())
                                : ConversationSettings.newBuilder().setDraft("d" + random.nextInt()));
            case 2 -> event.setHidden(Hidden.newBuilder().setSeq(1 + random.nextInt(9)));
            case 3 ->
                event.setInvite(Invite.newBuilder()
                        .setInviteId("i1")
                        .setCreatedBy("alice")
                        .setMaxUses(random.nextInt(9)));
            default -> event.setInviteRevoked(RevokeInvite.newBuilder().setInviteId("i1"));
        };
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
        return new CassandraStore(session, keyspace, settings.maxInFlight(), InstantSource.system());
    }

    private static Member member(String user, String role) {
        return Member.newBuilder().setUserId(user).setRole(role).build();
    }

    private static Content text(String body, Random random) {
        Text.Builder text = Text.newBuilder().setBody(body);
        for (String user : List.of("alice", "bob", "carol")) {
            if (random.nextInt(3) == 0) {
                text.addMentions(Mention.newBuilder().setUserId(user));
            }
        }
        if (random.nextInt(6) == 0) {
            text.addMentions(Mention.newBuilder().setAll(true));
        }
        return Content.newBuilder().setText(text).build();
    }
}
