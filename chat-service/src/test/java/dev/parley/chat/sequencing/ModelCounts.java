package dev.parley.chat.sequencing;

/// How much of what can go wrong did go wrong, over many runs: a model in which nothing happens proves nothing.
final class ModelCounts {

    long sequences;
    long commands;
    long events;
    long accepted;
    long orphans;
    long takeOvers;
    long crashes;
    long pauses;
    long lost;
    long checkpoints;
    long acks;
    long rollOuts;

    void add(ModelCounts other) {
        sequences += other.sequences;
        commands += other.commands;
        events += other.events;
        accepted += other.accepted;
        orphans += other.orphans;
        takeOvers += other.takeOvers;
        crashes += other.crashes;
        pauses += other.pauses;
        lost += other.lost;
        checkpoints += other.checkpoints;
        acks += other.acks;
        rollOuts += other.rollOuts;
    }

    @Override
    public String toString() {
        return ("sequences=%d commands=%d records=%d accepted=%d twinsAndOrphans=%d landedAfterItsOwner=%d takeOvers=%d"
                        + " crashes=%d pauses=%d ownershipsLost=%d checkpoints=%d acks=%d logicRollOuts=%d")
                .formatted(
                        sequences,
                        commands,
                        events,
                        accepted,
                        events - accepted,
                        orphans,
                        takeOvers,
                        crashes,
                        pauses,
                        lost,
                        checkpoints,
                        acks,
                        rollOuts);
    }
}
