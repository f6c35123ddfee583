package dev.parley.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Told;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private static final Device ALICE = new Device("alice", "phone");
    private static final long SECOND = 1_000_000_000;

    @Test
    void choose_takesAckedCommandsOfTheFaultFirst_andNoneTheWindowMayHaveLost() {
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            CommandId command = new CommandId(ALICE, "d_1", "m" + i);
            told.add(new Told.Sent(command, "hi", i * SECOND));
            if (i != 250) {
                told.add(new Told.Acked(command, i + 2, 1_000 + i, i * SECOND + 1));
            }
        }
        FaultWindow fault = new FaultWindow("kill-chat", 240 * SECOND, 260 * SECOND);

        List<Told.Sent> some = Repeats.choose(told, fault, 10);
        List<Told.Sent> all = Repeats.choose(told, fault, 1_000);

        assertThat(some).hasSize(10).allSatisfy(sent -> assertThat(sent.nanos()).isBetween(238 * SECOND, 262 * SECOND));
        assertThat(all).hasSize(126).doesNotHaveDuplicates();
        assertThat(all).extracting(sent -> sent.command().clientId()).doesNotContain("m250", "m172");
    }
}
