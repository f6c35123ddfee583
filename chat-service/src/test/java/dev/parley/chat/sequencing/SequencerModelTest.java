package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sequencer in a world of crashes, take-overs, twins, orphans, paused owners, late writes and repeats. The build
/// runs a few thousand sequences; `-Dparley.model.sequences=100000` runs the full number, `-Dparley.model.seed=N`
/// starts elsewhere (a failure names its seed).
class SequencerModelTest {

    private static final int SEQUENCES = Integer.getInteger("parley.model.sequences", 3_000);
    private static final long SEED = Long.getLong("parley.model.seed", 1);

    /// Seeded bugs: how many sequences may pass before each is caught.
    private static final int CAUGHT_WITHIN = 5_000;

    @Test
    void everyPromiseHolds_whateverCrashesPausesOrComesLate() {
        SequencerModel model = new SequencerModel(Sabotage.NONE);

        Optional<SequencerModel.Broken> broken = model.play(SEED, SEQUENCES);

        System.out.println("sequencer model: " + (broken.isEmpty() ? "OK " : "BROKEN ") + model.result());
        broken.ifPresent(found -> {
            throw new AssertionError("-Dparley.model.seed=" + found.seed() + ": " + found.summary(), found.cause());
        });
        ModelCounts counts = model.counts();
        assertThat(counts.lost).as("ownerships lost").isPositive();
        assertThat(counts.orphans)
                .as("events that landed after their owner's end")
                .isPositive();
        assertThat(counts.events - counts.accepted).as("twins and orphans").isPositive();
        assertThat(counts.checkpoints).as("checkpoints").isPositive();
        assertThat(counts.rollOuts).as("roll-outs of another logic version").isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aSeededBug_isCaught(Sabotage sabotage) {
        SequencerModel model = new SequencerModel(sabotage);

        Optional<SequencerModel.Broken> broken = model.play(SEED, CAUGHT_WITHIN);

        broken.ifPresent(found -> System.out.println("sequencer model: " + sabotage + " caught after "
                + found.sequence() + " sequences: " + found.summary()));
        assertThat(broken).as("%s within %d sequences", sabotage, CAUGHT_WITHIN).isPresent();
    }

    @Test
    void aRun_isRepeatedExactly_byItsSeed() {
        ModelLogic logic = new ModelLogic();
        String once = new ModelRun(42, Sabotage.NONE, logic).play().toString();

        assertThat(new ModelRun(42, Sabotage.NONE, logic).play()).hasToString(once);
    }
}
