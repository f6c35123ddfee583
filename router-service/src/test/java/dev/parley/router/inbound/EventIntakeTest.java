package dev.parley.router.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import dev.parley.router.CountedMetrics;
import dev.parley.router.inbound.Intake.Verdict;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventIntakeTest {

    private static final TopicPartition PARTITION = new TopicPartition("events", 0);

    private final CountedMetrics metrics = new CountedMetrics();
    private final EventIntake intake = new EventIntake(metrics);

    @Test
    void firstRecordOfANewGroup_isTheBase_andTwinsAndOrphansBehindItAreDropped() {
        intake.assigned(PARTITION, null);

        assertThat(judge(40, 7)).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(41, 8)).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(42, 8)).isInstanceOf(Verdict.Dropped.class);
        assertThat(judge(43, 12)).isInstanceOf(Verdict.Dropped.class);
        assertThat(judge(44, 9)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void position_carriesTheLastIndex_intoTheNextAssignment() {
        intake.assigned(PARTITION, null);
        judge(0, 1);
        judge(1, 2);
        var committed = intake.position(PARTITION, 2);
        intake.revoked(PARTITION);

        EventIntake next = new EventIntake(metrics);
        next.assigned(PARTITION, committed);

        assertThat(next.judge(PARTITION, record(2, event(2)))).isInstanceOf(Verdict.Dropped.class);
        assertThat(next.judge(PARTITION, record(3, event(3)))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void recordsDeletedUnread_startTheIndexAfresh_insteadOfDroppingForEver() {
        intake.assigned(PARTITION, new ReadPosition(10, 10).toCommit());

        assertThat(judge(500, 500)).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(501, 501)).isInstanceOf(Verdict.Accepted.class);
        assertThat(metrics.rebased).hasValue(1);
    }

    @Test
    void undecodableRecord_isDead_andTheNextIsTaken() {
        intake.assigned(PARTITION, new ReadPosition(0, LogIndexGate.NONE).toCommit());
        judge(0, 1);

        assertThat(intake.judge(PARTITION, record(1, "no protobuf".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(Verdict.Dead.class);
        assertThat(intake.judge(PARTITION, record(2, new byte[0]))).isInstanceOf(Verdict.Dead.class);
        assertThat(judge(3, 2)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void recordOfTheLogWithoutAnEvent_isDead_butCountsInTheIndex() {
        intake.assigned(PARTITION, null);
        judge(0, 1);

        assertThat(intake.judge(
                        PARTITION,
                        record(1, LogEvent.newBuilder().setLogIndex(2).build().toByteArray())))
                .isInstanceOf(Verdict.Dead.class);
        assertThat(judge(2, 3)).isInstanceOf(Verdict.Accepted.class);
    }

    private Verdict<LogEvent> judge(long offset, long logIndex) {
        return intake.judge(PARTITION, record(offset, event(logIndex)));
    }

    private static byte[] event(long logIndex) {
        return LogEvent.newBuilder()
                .setLogIndex(logIndex)
                .setEvent(Event.newBuilder().setConversationId("g").setSeq(logIndex))
                .build()
                .toByteArray();
    }

    private static ConsumerRecord<String, byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, "g", value);
    }
}
