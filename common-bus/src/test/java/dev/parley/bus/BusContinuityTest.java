package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.BusContinuity.Finding;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusContinuityTest {

    private static final Finding OK = new Finding.Ok();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final BusContinuity continuity = new BusContinuity(nanos::get);
    private final BusNumbering router = new BusNumbering("r");

    @BeforeEach
    void theBaselineWindowIsOver() {
        continuity.subscribed();
        pass(BusContinuity.SILENCE);
    }

    @Test
    void framesInOrder_areOk_fromTheFirst() {
        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(OK);
        assertThat(continuity.onFrame(next())).isEqualTo(OK);
        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(OK);
        assertThat(continuity.onFrame(next())).isEqualTo(OK);
    }

    @Test
    void firstFrameOfANewPublisher_isOk_withoutAHeartbeatBefore() {
        assertThat(continuity.onFrame(next())).isEqualTo(OK);
    }

    @Test
    void lostFrame_isAHole_atItsSuccessor_andOnce() {
        continuity.onFrame(next());
        next();

        assertThat(continuity.onFrame(next())).isEqualTo(new Finding.Hole("r", 1, 3));
        assertThat(continuity.onFrame(next())).isEqualTo(OK);
    }

    @Test
    void lostTail_isAHole_atTheNextHeartbeat() {
        continuity.onFrame(next());
        next();

        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(new Finding.Hole("r", 1, 2));
        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(OK);
    }

    @Test
    void lostFirstFrame_isAHole_whetherTheHeartbeatOrTheSecondFrameTells() {
        next();
        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(new Finding.Hole("r", -1, 1));

        BusNumbering other = new BusNumbering("s");
        other.next("me", some());
        assertThat(continuity.onFrame(other.next("me", some()))).isEqualTo(new Finding.Hole("s", -1, 2));
    }

    @Test
    void repeatedFrame_isOk_andDoesNotMoveTheNumberBack() {
        BusFrame first = next();
        continuity.onFrame(first);
        continuity.onFrame(next());

        assertThat(continuity.onFrame(first)).isEqualTo(OK);
        assertThat(continuity.onFrame(next())).isEqualTo(OK);
    }

    @Test
    void publisherUnknownJustAfterSubscribing_givesItsBase() {
        next();
        next();
        continuity.subscribed();

        assertThat(continuity.onFrame(next())).isEqualTo(OK);
        next();
        assertThat(continuity.onFrame(next())).isInstanceOf(Finding.Hole.class);
    }

    @Test
    void publisherWithoutAHeartbeat_isSilent_onceAndThenForgotten() {
        continuity.onFrame(router.heartbeat("me"));
        pass(BusContinuity.SILENCE.minusNanos(1));
        assertThat(continuity.silences()).isEmpty();

        pass(Duration.ofNanos(1));
        assertThat(continuity.silences()).containsExactly(new Finding.Silent("r"));
        assertThat(continuity.silences()).isEmpty();
    }

    @Test
    void publisherThatComesBackAfterItsSilence_isAHole() {
        continuity.onFrame(next());
        pass(BusContinuity.SILENCE);
        continuity.silences();

        assertThat(continuity.onFrame(router.heartbeat("me"))).isEqualTo(new Finding.Hole("r", -1, 1));
    }

    @Test
    void hints_leaveNoTrace() {
        BusNumbering gateway = new BusNumbering("g");

        assertThat(continuity.onFrame(gateway.hint(some()))).isEqualTo(OK);
        pass(BusContinuity.SILENCE);
        assertThat(continuity.silences()).isEmpty();
    }

    @Test
    void publishers_areApart() {
        BusNumbering other = new BusNumbering("s");
        continuity.onFrame(next());
        continuity.onFrame(other.next("me", some()));
        next();

        assertThat(continuity.onFrame(other.next("me", some()))).isEqualTo(OK);
        assertThat(continuity.onFrame(next())).isEqualTo(new Finding.Hole("r", 1, 3));
    }

    private BusFrame next() {
        return router.next("me", some());
    }

    private static List<Delivery> some() {
        return List.of(Delivery.getDefaultInstance());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
