package dev.parley.chat.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatInstance;
import dev.parley.chat.ChatProcess;
import dev.parley.chat.LogProbe;
import dev.parley.chat.outbound.DeadLetters;
import dev.parley.contract.ErrorCode;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commands in, events out, on a real Kafka and a real Cassandra.
@Timeout(120)
final class CommandLoopIT {

    private Isolation isolation;
    private LogProbe probe;

    @BeforeEach
    void createTopics() {
        isolation = Backends.shared().isolate().createTopics();
        probe = new LogProbe(isolation);
    }

    @AfterEach
    void closeProbe() {
        probe.close();
    }

    @Test
    void commands_becomeDenseEvents_inTheirOrder() {
        try (ChatInstance chat = ChatInstance.start(isolation)) {
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            for (int i = 1; i <= 20; i++) {
                probe.send(LogProbe.post("g_1", "alice", "m" + i));
            }

            List<LogEvent> events = probe.awaitEvents("g_1", 21);

            assertThat(events.getFirst().getEvent().hasCreated()).isTrue();
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).getEvent().getSeq()).isEqualTo(i + 1L);
                assertThat(events.get(i).getEvent().getOrdinal()).isEqualTo(i);
                assertThat(events.get(i).getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
            }
            assertThat(events.get(7).getEvent().getClientId()).isEqualTo("m7");
            probe.assertDense("g_1");
            printLatency(chat);
        }
    }

    /// Not an assertion: a number for whoever reads the build's log.
    private void printLatency(ChatInstance chat) {
        assertThat(chat).isNotNull();
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long sentNanos = System.nanoTime();
            probe.send(LogProbe.post("g_1", "alice", "latency" + i));
            probe.awaitEventQuickly("g_1", "latency" + i);
            micros.add((System.nanoTime() - sentNanos) / 1000);
        }
        Collections.sort(micros);
        System.out.printf(
                "command produced -> event consumed, both hops of Kafka: p50 %d us, p90 %d us, p99 %d us%n",
                micros.get(100), micros.get(180), micros.get(198));
    }

    @Test
    void repeat_isAnsweredWithTheFirstAck_andIsNoSecondEvent() {
        try (ChatInstance chat = ChatInstance.start(isolation)) {
            assertThat(chat).isNotNull();
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.send(LogProbe.post("g_1", "alice", "same"));
            probe.send(LogProbe.post("g_1", "alice", "same"));

            Outcome outcome = probe.awaitOutcome(Outcome::hasDuplicate);

            LogEvent first = probe.awaitEvents("g_1", 2).getLast();
            assertThat(outcome.getOrigin().getSessionId()).isEqualTo("s1");
            assertThat(outcome.getDuplicate().getSeq()).isEqualTo(2);
            assertThat(outcome.getDuplicate().getMessageId())
                    .isEqualTo(first.getEvent().getMessageId());
            assertThat(probe.events("g_1")).hasSize(2);
        }
    }

    @Test
    void stranger_isRefused() {
        try (ChatInstance chat = ChatInstance.start(isolation)) {
            assertThat(chat).isNotNull();
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.send(LogProbe.post("g_1", "mallory", "m1"));

            Outcome outcome = probe.awaitOutcome(Outcome::hasRefused);

            assertThat(outcome.getRefused().getCode()).isEqualTo(ErrorCode.NOT_A_MEMBER.name());
            assertThat(outcome.getClientId()).isEqualTo("m1");
        }
    }

    @Test
    void poison_goesToTheDeadLetters_andWhatIsBehindItGoesOn() {
        try (ChatInstance chat = ChatInstance.start(isolation)) {
            assertThat(chat).isNotNull();
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.sendRaw("g_1", "no protobuf at all".getBytes(StandardCharsets.UTF_8));
            probe.sendRaw("g_2", LogProbe.post("g_1", "alice", "wrong key").toByteArray());
            probe.send(LogProbe.post("g_1", "alice", "m1"));

            assertThat(probe.awaitEvents("g_1", 2).getLast().getEvent().getClientId())
                    .isEqualTo("m1");
            ConsumerRecord<String, byte[]> letter = probe.awaitDeadLetter();
            assertThat(header(letter, DeadLetters.TOPIC_HEADER))
                    .isEqualTo(isolation.topics().commands());
            assertThat(header(letter, DeadLetters.REASON_HEADER)).isNotEmpty();
            assertThat(Long.parseLong(header(letter, DeadLetters.OFFSET_HEADER)))
                    .isNotNegative();
        }
    }

    @Test
    void secondInstance_goesOnWhereTheFirstEnded() {
        try (ChatInstance first = ChatInstance.start(isolation)) {
            assertThat(first).isNotNull();
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.send(LogProbe.post("g_1", "alice", "m1"));
            probe.awaitEvents("g_1", 2);
        }
        try (ChatInstance second = ChatInstance.start(isolation)) {
            assertThat(second).isNotNull();
            probe.send(LogProbe.post("g_1", "alice", "m1"));
            probe.send(LogProbe.post("g_1", "bob", "m2"));

            assertThat(probe.awaitEvents("g_1", 3).getLast().getEvent().getSeq())
                    .isEqualTo(3);
            assertThat(probe.awaitOutcome(Outcome::hasDuplicate).getDuplicate().getSeq())
                    .isEqualTo(2);
            probe.assertDense("g_1");
        }
    }

    @Test
    void survivor_takesOver_whenTheOwnerIsKilled() {
        try (ChatProcess killed = ChatProcess.start(isolation)) {
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.awaitEvents("g_1", 1);
            for (int i = 1; i <= 50; i++) {
                probe.send(LogProbe.post("g_1", "alice", "m" + i));
            }
            probe.awaitEvents("g_1", 30);
            killed.kill();
        }
        try (ChatInstance survivor = ChatInstance.start(isolation)) {
            assertThat(survivor).isNotNull();
            probe.send(LogProbe.post("g_1", "bob", "after"));

            List<LogEvent> events = probe.awaitEvents("g_1", 52);

            assertThat(events.stream().map(event -> event.getEvent().getSeq()).distinct())
                    .hasSize(52);
            assertThat(events.getLast().getEvent().getClientId()).isEqualTo("after");
            probe.assertDense("g_1");
        }
    }

    @Test
    void formerOwner_thatStoodStill_changesNothingWhenItWakesUp() {
        try (ChatProcess sleeper = ChatProcess.start(isolation)) {
            probe.send(LogProbe.create("g_1", "alice", "bob"));
            probe.awaitEvents("g_1", 1);
            try (ChatInstance successor = ChatInstance.start(isolation)) {
                assertThat(successor).isNotNull();
                sleeper.freeze();
                for (int i = 1; i <= 20; i++) {
                    probe.send(LogProbe.post("g_1", "alice", "asleep" + i));
                }
                probe.awaitEvents("g_1", 21);
                sleeper.thaw();
                for (int i = 1; i <= 200; i++) {
                    probe.send(LogProbe.post("g_1", "bob", "awake" + i));
                }
                probe.awaitEvents("g_1", 221);
            }
            probe.send(LogProbe.post("g_1", "bob", "last"));

            assertThat(probe.awaitEvents("g_1", 222)).hasSize(222);
            probe.assertDense("g_1");
        }
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
