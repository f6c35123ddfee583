package dev.parley.chaos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.Change;
import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealingTest {

    private static final Device ALICE = new Device("alice", "phone");
    private static final Device BOB = new Device("bob", "phone");
    private static final FaultWindow FAULT = new FaultWindow("kill-chat", seconds(10), seconds(14));

    private final List<Told> told = new ArrayList<>();

    @Test
    void faultNobodyFelt_takesNoTime() {
        message(11, 11.05, 11.06);
        message(12, 12.05, 12.06);

        Healing healing = healing();

        assertThat(healing.fromStart()).isZero();
        assertThat(healing.maxAckGap()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void healing_lastsUntilTheLastLateEventReachedItsLastDevice() {
        message(11, 17, 19);
        message(18, 18.1, 19.5);
        message(20, 20.1, 20.2);

        Healing healing = healing();

        assertThat(healing.fromStart()).isEqualTo(Duration.ofMillis(9_500));
        assertThat(healing.fromEnd()).isEqualTo(Duration.ofMillis(5_500));
    }

    @Test
    void healing_beforeTheFaultsEnd_countsFromItsStartOnly() {
        message(11, 13, 13);

        Healing healing = healing();

        assertThat(healing.fromStart()).isEqualTo(Duration.ofSeconds(3));
        assertThat(healing.fromEnd()).isZero();
    }

    @Test
    void commandSentAgainAfterTheRun_getsItsOldAck_whichIsNotLate() {
        message(11, 11.05, 11.06);
        told.add(new Acked(new CommandId(ALICE, "d_1", "c11.0"), 2, 3, seconds(40)));

        Healing healing = healing();

        assertThat(healing.fromStart()).isZero();
        assertThat(healing.maxAckGap()).isZero();
    }

    private void message(double sentAt, double ackedAt, double appliedAt) {
        String clientId = "c" + sentAt;
        CommandId command = new CommandId(ALICE, "d_1", clientId);
        told.add(new Sent(command, "hi", seconds(sentAt)));
        told.add(new Acked(command, 2, 3, seconds(ackedAt)));
        told.add(
                new Applied(BOB, new Entry("d_1", 2, 3, ALICE, clientId, "hi", true, Change.NONE), seconds(appliedAt)));
    }

    private Healing healing() {
        return Healing.of(new Recording(told, Map.of(), Set.of(), List.of(FAULT)), FAULT, Duration.ofSeconds(1));
    }

    private static long seconds(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
