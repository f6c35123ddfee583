package dev.parley.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PressureTest {

    private final Pressure pressure = new Pressure();

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void aRefusal_standsForItsConversationUntilTheTimeTold() {
        pressure.refuse("d_1", "c_1", ErrorCode.RATE_LIMITED, Duration.ofSeconds(1), at(0));

        assertThat(pressure.standing("d_1", "c_1", at(400)))
                .contains(new Pressure.Refusal(ErrorCode.RATE_LIMITED, 600));
        assertThat(pressure.standing("d_2", "c_1", at(400))).isEmpty();
        pressure.heard(pressure.refusals());
        assertThat(pressure.standing("d_1", "c_2", at(400))).isPresent();
        assertThat(pressure.standing("d_1", "c_3", at(1_000))).isEmpty();
    }

    @Test
    void aRefusalTheClientHasNotHeardOf_standsBeyondItsTime_soThatNothingOvertakesTheRefusedCommand() {
        pressure.refuse("d_1", "c_1", ErrorCode.RATE_LIMITED, Duration.ofSeconds(1), at(0));
        pressure.refuse("d_2", "c_2", ErrorCode.RATE_LIMITED, Duration.ofSeconds(1), at(0));
        pressure.heard(1);

        assertThat(pressure.standing("d_1", "c_3", at(3_000))).isEmpty();
        assertThat(pressure.standing("d_2", "c_3", at(3_000)))
                .contains(new Pressure.Refusal(ErrorCode.RATE_LIMITED, 250));
        pressure.heard(2);
        assertThat(pressure.standing("d_2", "c_4", at(3_001))).isEmpty();
    }

    @Test
    void aRefusedCommandThatComesAgain_showsThatItsSenderHeard() {
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        assertThat(pressure.standing("d_1", "c_2", at(500))).isPresent();

        assertThat(pressure.standing("d_1", "c_2", at(999))).isPresent();
        assertThat(pressure.standing("d_1", "c_2", at(1_000))).isEmpty();
        assertThat(pressure.standing("d_1", "c_3", at(1_001))).isEmpty();
    }

    @Test
    void aCommandSentAfterThePongButBeforeTheClientActedOnTheRefusal_doesNotOvertake() {
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        pressure.heard(1);

        assertThat(pressure.standing("d_1", "c_2", at(1_500)))
                .contains(new Pressure.Refusal(ErrorCode.UNAVAILABLE, 250));
        assertThat(pressure.standing("d_1", "c_1", at(1_600))).isEmpty();
        assertThat(pressure.standing("d_1", "c_2", at(1_601))).isEmpty();
    }

    @Test
    void commandsRefusedOneAfterTheOther_comeAgainInTheirOrder() {
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        pressure.refuse("d_1", "c_2", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(1));
        pressure.heard(2);

        assertThat(pressure.standing("d_1", "c_1", at(1_500))).isEmpty();
        assertThat(pressure.standing("d_1", "c_2", at(1_501))).isEmpty();
    }

    @Test
    void aClientThatGivesTheRefusedCommandUp_isNotShutOutForLong() {
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        pressure.heard(1);

        assertThat(pressure.standing("d_1", "c_2", at(3_999))).isPresent();
        assertThat(pressure.standing("d_1", "c_3", at(4_000))).isEmpty();
    }

    @Test
    void theClientIsAskedOneQuestionAtATime() {
        assertThat(pressure.asks()).isFalse();
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        assertThat(pressure.asks()).isTrue();
        pressure.refuse("d_2", "c_2", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));
        assertThat(pressure.asks()).isFalse();
        pressure.heard(1);
        assertThat(pressure.asks()).isTrue();
        pressure.heard(2);
        assertThat(pressure.asks()).isFalse();
    }

    @Test
    void aClientThatAnswersNoPings_isNotShutOutForever() {
        pressure.refuse("d_1", "c_1", ErrorCode.UNAVAILABLE, Duration.ofSeconds(1), at(0));

        assertThat(pressure.standing("d_1", "c_new", at(10_900))).isPresent();
        assertThat(pressure.standing("d_1", "c_new", at(11_000))).isEmpty();
    }

    @Test
    void reading_stopsForTwoSecondsAtMost() {
        assertThat(pressure.pause(at(0))).isEqualTo(Duration.ofSeconds(2));
        assertThat(pressure.pause(at(1_500))).isEqualTo(Duration.ofMillis(500));
        assertThat(pressure.pause(at(2_000))).isZero();

        pressure.resumed();
        assertThat(pressure.pause(at(2_001))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whoSendsOnRightAfterARefusal_isNotWaitedForAgain() {
        pressure.refuse("d_1", "c_1", ErrorCode.RATE_LIMITED, Duration.ofSeconds(2), at(0));

        assertThat(pressure.pause(at(100))).isZero();
        assertThat(pressure.pause(at(2_100))).isPositive();
    }

    @Test
    void tenSecondsOverTheRateWithoutRest_areAbuse() {
        for (int t = 0; t < 10_000; t += 100) {
            pressure.noteRefusal(ErrorCode.RATE_LIMITED, at(t));
            assertThat(pressure.isAbuse(at(t))).isFalse();
        }
        pressure.noteRefusal(ErrorCode.RATE_LIMITED, at(10_000));
        assertThat(pressure.isAbuse(at(10_000))).isTrue();
    }

    @Test
    void aClientThatWaitsAsTold_isNeverAbusive_norOneRefusedBecauseAPartIsAway() {
        for (int t = 0; t < 60_000; t += 1_000) {
            pressure.noteRefusal(ErrorCode.RATE_LIMITED, at(t));
            assertThat(pressure.isAbuse(at(t))).isFalse();
        }
        for (int t = 60_000; t < 90_000; t += 50) {
            pressure.noteRefusal(ErrorCode.UNAVAILABLE, at(t));
            assertThat(pressure.isAbuse(at(t))).isFalse();
        }
    }
}
