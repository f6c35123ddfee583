package dev.parley.chat.sequencing;

import java.time.Duration;
import java.util.Optional;

/// Plays sequences of the model one seed after the other. As a program: `SequencerModel [sequences] [first seed]`,
/// and with a third argument the name of a {@link Sabotage}; it prints one line and exits with 1 if a promise was
/// broken.
final class SequencerModel {

    /// @param seed of the sequence that broke a promise
    record Broken(long seed, int sequence, RuntimeException cause) {
        String summary() {
            String text = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            int end = text.indexOf('\n');
            return text.substring(0, Math.min(end < 0 ? text.length() : end, 160));
        }
    }

    private final ModelLogic logic = new ModelLogic();
    private final Sabotage sabotage;
    private final ModelCounts counts = new ModelCounts();
    private Duration took = Duration.ZERO;

    SequencerModel(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    /// Stops at the first broken promise. Any other exception is a fault of the model itself and is thrown.
    Optional<Broken> play(long firstSeed, int sequences) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < sequences; i++) {
                long seed = firstSeed + i;
                try {
                    counts.add(new ModelRun(seed, sabotage, logic).play());
                } catch (ModelViolation | BrokenLogException e) {
                    return Optional.of(new Broken(seed, i + 1, e));
                } catch (RuntimeException e) {
                    throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
                }
            }
            return Optional.empty();
        } finally {
            took = Duration.ofNanos(System.nanoTime() - start);
        }
    }

    ModelCounts counts() {
        return counts;
    }

    String result() {
        return counts + " seconds=" + took.toMillis() / 1000.0;
    }

    public static void main(String[] args) {
        int sequences = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Sabotage sabotage = args.length > 2 ? Sabotage.valueOf(args[2]) : Sabotage.NONE;
        SequencerModel model = new SequencerModel(sabotage);
        Optional<Broken> broken = model.play(seed, sequences);
        broken.ifPresent(found -> {
            found.cause().printStackTrace();
            System.out.println("sequencer model: BROKEN seed=" + found.seed() + " after " + found.sequence()
                    + " sequences: " + found.summary());
        });
        System.out.println("sequencer model: " + (broken.isEmpty() ? "OK " : "") + model.result());
        System.exit(broken.isEmpty() ? 0 : 1);
    }
}
