package dev.parley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.Timestamp;
import dev.parley.history.RunningHistory.Answer;
import dev.parley.history.cassandra.TableDump;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.log.RevokeInvite;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What must not change: rewinds, twins, garbage, restarts, an archive that was away.
@Timeout(240)
class ReplayIT {

    private static final String GROUP = "g_replay";
    private static final Duration SOON = Duration.ofSeconds(40);

    private final Isolation isolation = Backends.shared().isolate();

    @Test
    void rewindingTheGroupToZero_changesNothing_andTwinsAndGarbageAreDropped() throws Exception {
        try (TestIssuer issuer = new TestIssuer();
                CqlSession session = TableDump.connect(Backends.shared())) {
            String alice = issuer.token("alice");
            List<String> rows;
            try (RunningHistory history = RunningHistory.start(isolation, issuer)) {
                await().atMost(SOON).until(history::isReady);
                fill();
                await().atMost(SOON).until(() -> seqs(history, alice).contains(25L));
                Answer page = history.get(alice, "/v1/history/" + GROUP);
                assertThat(page.seqs()).hasSize(25).startsWith(25L, 24L).endsWith(2L, 1L);
                assertThat(page.body().toString()).doesNotContain("twin").doesNotContain("orphan");
                await().atMost(SOON).until(this::everythingIsCommitted);
            }
            rows = TableDump.of(session, isolation.keyspace());
            assertThat(rows).hasSizeGreaterThan(40);
            assertThat(deadLetter()).isEqualTo("parley.events/history-writer");

            rewind();
            try (RunningHistory history = RunningHistory.start(isolation, issuer)) {
                await().atMost(SOON).until(this::everythingIsCommitted);
                assertThat(seqs(history, alice)).hasSize(25);
            }
            assertThat(TableDump.of(session, isolation.keyspace())).isEqualTo(rows);
        }
    }

    @Test
    void restart_goesOnFromTheCommit_andTwoInstancesShareTheWork() throws Exception {
        try (TestIssuer issuer = new TestIssuer();
                TestLog log = new TestLog(isolation.createTopics())) {
            String alice = issuer.token("alice");
            try (RunningHistory history = RunningHistory.start(isolation, issuer)) {
                for (int i = 0; i < 8; i++) {
                    log.created("g_" + i, "alice");
                    log.message("g_" + i, "alice", "before");
                }
                for (int i = 0; i < 8; i++) {
                    String path = "/v1/history/g_" + i;
                    await().atMost(SOON)
                            .until(() -> history.get(alice, path).seqs().contains(2L));
                }
            }
            for (int i = 0; i < 8; i++) {
                log.message("g_" + i, "alice", "while down");
            }
            try (RunningHistory one = RunningHistory.start(isolation, issuer);
                    RunningHistory two = RunningHistory.start(isolation, issuer)) {
                for (int i = 0; i < 8; i++) {
                    log.message("g_" + i, "alice", "after");
                }
                for (int i = 0; i < 8; i++) {
                    String path = "/v1/history/g_" + i;
                    await().atMost(SOON).until(() -> one.get(alice, path).seqs().equals(List.of(4L, 3L, 2L, 1L)));
                    assertThat(two.get(alice, path).seqs()).containsExactly(4L, 3L, 2L, 1L);
                }
            }
        }
    }

    @Test
    void archiveThatWasAway_catchesUpByItself() throws Exception {
        try (TestIssuer issuer = new TestIssuer();
                TcpProxy proxy = new TcpProxy(Backends.shared().cassandraContactPoint());
                TestLog log = new TestLog(isolation.createTopics())) {
            proxy.cut();
            String alice = issuer.token("alice");
            log.created(GROUP, "alice");
            Map<String, Object> throughProxy = Map.of("parley.cassandra.contact-points", proxy.address());
            try (RunningHistory history = RunningHistory.start(isolation, issuer, throughProxy)) {
                // Not there at start: alive, not ready, and says so.
                assertThat(history.getWithoutToken("/actuator/health/liveness").status())
                        .isEqualTo(200);
                assertThat(history.isReady()).isFalse();
                Answer refused = history.get(alice, "/v1/history/" + GROUP);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("UNAVAILABLE");

                proxy.mend();
                await().atMost(SOON).until(() -> seqs(history, alice).contains(1L));
                assertThat(history.isReady()).isTrue();

                // Away for a while.
                proxy.cut();
                log.message(GROUP, "alice", "accepted while the archive is away");
                log.flush();
                await().atMost(SOON)
                        .until(() -> history.get(alice, "/v1/history/" + GROUP)
                                .code()
                                .equals("UNAVAILABLE"));
                assertThat(history.isReady()).isTrue();

                proxy.mend();
                await().atMost(SOON).until(() -> seqs(history, alice).equals(List.of(2L, 1L)));
            }
        }
    }

    private void fill() {
        try (TestLog log = new TestLog(isolation)) {
            log.created(GROUP, "alice", "bob"); // 1
            Event second = log.message(GROUP, "alice", "second"); // 2
            log.message(GROUP, "bob", "third"); // 3
            log.flush();
            long index = log.logIndex(GROUP);
            Event twin = second.toBuilder().setClientId("twin").build();
            log.stray(GROUP, index, twin);
            log.stray(GROUP, index - 1, twin);
            log.stray(
                    GROUP,
                    index + 5,
                    twin.toBuilder().setSeq(4).setClientId("orphan").build());
            log.garbage(GROUP);
            log.edited(GROUP, "alice", 2, "edited"); // 4
            log.deleted(GROUP, "bob", 3); // 5
            log.left(GROUP, "bob"); // 6
            log.added(GROUP, "alice", "bob"); // 7
            log.renamed(GROUP, "alice", "New title"); // 8
            for (int i = 9; i <= 12; i++) {
                log.message(GROUP, "alice", "more");
            }
            fillWithNewerKinds(log);
        }
    }

    /// Seqs 13–25, and private events between them.
    private static void fillWithNewerKinds(TestLog log) {
        log.mentioning(GROUP, "alice", "@bob", "bob", "carol"); // 13
        log.append(
                GROUP,
                "alice",
                Event.newBuilder()
                        .setEdited(Edited.newBuilder().setTargetSeq(13).setContent(TestLog.text("@all", "*")))); // 14
        log.deleted(GROUP, "alice", 13); // 15
        log.reply(GROUP, "bob", 2, "in the thread"); // 16
        log.hidden(GROUP, "alice", 16);
        log.reacted(GROUP, "bob", 16, "👍", false); // 17
        log.reacted(GROUP, "bob", 16, "👍", true); // 18
        log.reacted(GROUP, "alice", 16, "👍", false); // 19
        log.pinned(GROUP, "alice", 16, false); // 20
        log.policy(GROUP, "alice", "all"); // 21
        Timestamp past = Timestamp.newBuilder().setSeconds(1_790_000_000).build();
        log.message(
                GROUP,
                "alice",
                Message.newBuilder().setContent(TestLog.text("gone")).setExpiresAt(past)); // 22
        Timestamp future = Timestamp.newBuilder()
                .setSeconds(Instant.now().plus(Duration.ofDays(1)).getEpochSecond())
                .build();
        log.message(
                GROUP,
                "alice",
                Message.newBuilder().setContent(TestLog.text("fading")).setExpiresAt(future)); // 23
        log.own(
                GROUP,
                "alice",
                PrivateEvent.newBuilder()
                        .setInvite(Invite.newBuilder().setInviteId("i1").setCreatedBy("alice")));
        log.append(
                GROUP,
                "dave",
                Event.newBuilder()
                        .setMembersAdded(
                                MembersAdded.newBuilder().addUserIds("dave").setInviteId("i1"))); // 24
        log.own(
                GROUP,
                "alice",
                PrivateEvent.newBuilder()
                        .setInviteRevoked(RevokeInvite.newBuilder().setInviteId("i1")));
        log.own(
                GROUP,
                "alice",
                PrivateEvent.newBuilder()
                        .setSettings(ConversationSettings.newBuilder().setDraft("so far")));
        log.own(
                GROUP,
                "alice",
                PrivateEvent.newBuilder()
                        .setBlock(Block.newBuilder().setBy("alice").setUserId("bob")));
        log.message(GROUP, "alice", "last"); // 25
    }

    private List<Long> seqs(RunningHistory history, String token) {
        return history.get(token, "/v1/history/" + GROUP).seqs();
    }

    private Admin admin() {
        return Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                isolation.backends().kafkaBootstrap()));
    }

    private String group() {
        return isolation.topics().consumerGroup("history-writer");
    }

    private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < isolation.conversationPartitions(); partition++) {
            latest.put(new TopicPartition(isolation.topics().events(), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : latest.keySet()) {
            ends.put(
                    partition,
                    admin.listOffsets(latest).partitionResult(partition).get().offset());
        }
        return ends;
    }

    private boolean everythingIsCommitted() throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends(admin).entrySet().stream().allMatch(end -> {
                OffsetAndMetadata commit = committed.get(end.getKey());
                return end.getValue() == 0 || (commit != null && commit.offset() == end.getValue());
            });
        }
    }

    private void rewind() throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
            ends(admin).keySet().forEach(partition -> start.put(partition, new OffsetAndMetadata(0)));
            await().atMost(SOON).ignoreExceptions().until(() -> {
                admin.alterConsumerGroupOffsets(group(), start).all().get();
                return true;
            });
        }
    }

    private String deadLetter() {
        KafkaSettings settings = new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings.consumerWithoutGroup("dead-letters"))) {
            TopicPartition partition = new TopicPartition(isolation.topics().deadLetters(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
                return header(record, "parley-topic")
                                .substring(isolation.topicPrefix().length())
                        + "/"
                        + header(record, "parley-reader");
            }
            return "none";
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
