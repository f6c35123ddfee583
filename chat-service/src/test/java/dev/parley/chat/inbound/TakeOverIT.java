package dev.parley.chat.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatInstance;
import dev.parley.chat.ChatProcess;
import dev.parley.chat.LogProbe;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One owner after another, on a real Kafka and a real Cassandra: stopped in order, killed, and frozen.
@Timeout(240)
final class TakeOverIT {

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
}
