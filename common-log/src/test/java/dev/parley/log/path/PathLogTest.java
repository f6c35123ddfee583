package dev.parley.log.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.proto.v1.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathLogTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T10:00:00.000123Z");

    private Instant now = BEGIN;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final PathLog path = new PathLog(clock, 4);

    @Test
    void steps_areToldInTheirOrder_withTheTimeTheMessageWasAccepted() {
        path.step(event(7, 3), Step.SEQUENCED, "partition 2, offset 40");
        later(5);
        path.step(event(8, 4), Step.SEQUENCED, "partition 2, offset 41");
        path.step(event(7, 3), Step.ROUTED, "gateway-1");

        assertThat(path.of(7))
                .containsExactly(
                        new PathStep(7, "d_ab", 3, Step.SEQUENCED, BEGIN, BEGIN, "partition 2, offset 40"),
                        new PathStep(7, "d_ab", 3, Step.ROUTED, BEGIN, BEGIN.plusMillis(5), "gateway-1"));
    }

    @Test
    void privateEvents_leaveNoTrace() {
        path.step(event(9, 0), Step.SEQUENCED, "");

        assertThat(path.of(9)).isEmpty();
        assertThat(path.marks("d_ab", 0)).isEmpty();
    }

    @Test
    void oldestSteps_giveWay_whenTheRingIsFull() {
        IntStream.rangeClosed(1, 6).forEach(id -> path.step(event(id, id), Step.STORED, ""));

        assertThat(IntStream.rangeClosed(1, 6).filter(id -> !path.of(id).isEmpty()))
                .containsExactly(3, 4, 5, 6);
    }

    @Test
    void marks_coverWhatIsBefore_andTheFirstOfADeviceCounts() {
        path.mark("d_ab", 2, Step.RECEIVED, "bob/phone");
        later(1);
        path.mark("d_ab", 5, Step.RECEIVED, "bob/phone");
        later(1);
        path.mark("d_ab", 6, Step.RECEIVED, "bob/phone");
        path.mark("d_ab", 6, Step.READ, "bob/phone");

        assertThat(path.marks("d_ab", 3)).extracting(PathStep::step).containsExactly(Step.RECEIVED, Step.READ);
        assertThat(path.marks("d_ab", 3).getFirst().seq()).isEqualTo(5);
        assertThat(path.marks("d_ab", 7)).isEmpty();
        assertThat(path.marks("d_other", 3)).isEmpty();
    }

    @Test
    void answer_saysWhenItWasAccepted_andIsEmptyForWhatIsNoMessage() {
        path.step(event(Long.MAX_VALUE, 3), Step.DELIVERED, "bob/phone");

        PathAnswer answer = PathAnswer.message("gateway-1", path, Long.toString(Long.MAX_VALUE));

        assertThat(answer)
                .isEqualTo(new PathAnswer(
                        "gateway-1", BEGIN, List.of(new PathAnswer.Item("delivered", BEGIN, "d_ab", 3, "bob/phone"))));
        assertThat(PathAnswer.message("gateway-1", path, "nonsense").steps()).isEmpty();
        assertThat(PathAnswer.message("gateway-1", path, "0").steps()).isEmpty();
    }

    /// The promise is less than a microsecond; the bound is wide, for machines that do something else too.
    @Test
    void oneStep_costsNextToNothing() {
        PathLog busy = new PathLog(Clock.systemUTC());
        Event event = event(7, 3);
        int steps = 200_000;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                busy.step(event, Step.DELIVERED, "bob/" + (i & 7));
            }
            best = Math.min(best, System.nanoTime() - begin);
        }

        System.out.println("one step takes " + best / steps + " ns");
        assertThat(Duration.ofNanos(best / steps)).isLessThan(Duration.ofNanos(5_000));
    }

    private void later(int millis) {
        now = now.plusMillis(millis);
    }

    private static Event event(long messageId, long seq) {
        return Event.newBuilder()
                .setConversationId("d_ab")
                .setMessageId(messageId)
                .setSeq(seq)
                .setTime(Timestamp.newBuilder()
                        .setSeconds(BEGIN.getEpochSecond())
                        .setNanos(BEGIN.getNano()))
                .build();
    }
}
