package dev.parley.chat.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatInstance;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commands in, events out, on a real Kafka and a real Cassandra.
@Timeout(240)
final class CommandLoopIT {

    private static Isolation isolation;
    private static ChatInstance chat;

    private LogProbe probe;

    @BeforeAll
    static void start() {
        isolation = Backends.shared().isolate().createTopics();
        chat = ChatInstance.start(isolation);
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    @BeforeEach
    void openProbe() {
        probe = new LogProbe(isolation);
    }

    @AfterEach
    void closeProbe() {
        probe.close();
    }

    @Test
    void commands_becomeDenseEvents_inTheirOrder() {
        probe.send(LogProbe.create("g_dense", "alice", "bob"));
        for (int i = 1; i <= 20; i++) {
            probe.send(LogProbe.post("g_dense", "alice", "m" + i));
        }

        List<LogEvent> events = probe.awaitEvents("g_dense", 21);

        assertThat(events.getFirst().getEvent().hasCreated()).isTrue();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).getEvent().getSeq()).isEqualTo(i + 1L);
            assertThat(events.get(i).getEvent().getOrdinal()).isEqualTo(i);
            assertThat(events.get(i).getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
        }
        assertThat(events.get(7).getEvent().getClientId()).isEqualTo("m7");
        probe.assertDense("g_dense");
        printLatency();
    }

    /// Not an assertion: a number for whoever reads the build's log.
    private void printLatency() {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long sentNanos = System.nanoTime();
            probe.send(LogProbe.post("g_dense", "alice", "latency" + i));
            probe.awaitEventQuickly("g_dense", "latency" + i);
            micros.add((System.nanoTime() - sentNanos) / 1000);
        }
        Collections.sort(micros);
        System.out.printf(
                "command produced -> event consumed, both hops of Kafka: p50 %d us, p90 %d us, p99 %d us%n",
                micros.get(100), micros.get(180), micros.get(198));
    }

    @Test
    void repeat_isAnsweredWithTheFirstAck_andIsNoSecondEvent() {
        probe.send(LogProbe.create("g_repeat", "alice", "bob"));
        probe.send(LogProbe.post("g_repeat", "alice", "same"));
        probe.send(LogProbe.post("g_repeat", "alice", "same"));

        Outcome outcome = probe.awaitOutcome(Outcome::hasDuplicate);

        LogEvent first = probe.awaitEvents("g_repeat", 2).getLast();
        assertThat(outcome.getOrigin().getSessionId()).isEqualTo("s1");
        assertThat(outcome.getDuplicate().getSeq()).isEqualTo(2);
        assertThat(outcome.getDuplicate().getMessageId())
                .isEqualTo(first.getEvent().getMessageId());
        assertThat(probe.events("g_repeat")).hasSize(2);
    }

    @Test
    void stranger_isRefused() {
        probe.send(LogProbe.create("g_stranger", "alice", "bob"));
        probe.send(LogProbe.post("g_stranger", "mallory", "m1"));

        Outcome outcome = probe.awaitOutcome(Outcome::hasRefused);

        assertThat(outcome.getRefused().getCode()).isEqualTo(ErrorCode.NOT_A_MEMBER.name());
        assertThat(outcome.getClientId()).isEqualTo("m1");
    }

    @Test
    void poison_goesToTheDeadLetters_andWhatIsBehindItGoesOn() {
        probe.send(LogProbe.create("g_poison", "alice", "bob"));
        probe.sendRaw("g_poison", "no protobuf at all".getBytes(StandardCharsets.UTF_8));
        probe.sendRaw("g_2", LogProbe.post("g_poison", "alice", "wrong key").toByteArray());
        probe.send(LogProbe.post("g_poison", "alice", "m1"));

        assertThat(probe.awaitEvents("g_poison", 2).getLast().getEvent().getClientId())
                .isEqualTo("m1");
        ConsumerRecord<String, byte[]> letter = probe.awaitDeadLetter();
        assertThat(header(letter, DeadLetters.TOPIC_HEADER))
                .isEqualTo(isolation.topics().commands());
        assertThat(header(letter, DeadLetters.REASON_HEADER)).isNotEmpty();
        assertThat(Long.parseLong(header(letter, DeadLetters.OFFSET_HEADER))).isNotNegative();
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
