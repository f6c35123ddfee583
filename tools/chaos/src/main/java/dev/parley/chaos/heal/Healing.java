package dev.parley.chaos.heal;

import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Sent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How long a fault was felt by anybody.
///
/// The system counts as healed at the first moment after which nothing told to anybody was older than `normalWithin`:
/// every ack came and every device applied every event within that time of its send. What was sent into the fault and
/// came late ends the sickness when it comes, so catching up is part of the time. Only the first ack of a command
/// counts: one that is sent again later gets its old ack.
///
/// @param fromStart from the fault's beginning to healing; zero if nobody felt it
/// @param fromEnd the same from the fault's end; zero if it was healed before
/// @param maxAckGap the longest time no sender was told anything, over the whole run
public record Healing(Duration fromStart, Duration fromEnd, Duration maxAckGap) {

    public static Healing of(Recording recording, FaultWindow fault, Duration normalWithin) {
        Map<CommandId, Long> sentAt = new HashMap<>();
        Set<CommandId> ackedBefore = new HashSet<>();
        long healed = fault.fromNanos();
        long lastAck = 0;
        long maxGap = 0;
        for (Told told : recording.told()) {
            switch (told) {
                case Sent sent -> sentAt.put(sent.command(), sent.nanos());
                case Acked acked when !ackedBefore.add(acked.command()) -> {
                    // A repeat.
                }
                case Acked acked -> {
                    maxGap = lastAck == 0 ? 0 : Math.max(maxGap, acked.nanos() - lastAck);
                    lastAck = acked.nanos();
                    healed = Math.max(healed, ifLate(sentAt.get(acked.command()), acked.nanos(), normalWithin));
                }
                case Applied applied -> {
                    CommandId command = new CommandId(
                            applied.entry().sender(),
                            applied.entry().conversationId(),
                            applied.entry().clientId());
                    healed = Math.max(healed, ifLate(sentAt.get(command), applied.nanos(), normalWithin));
                }
                default -> {
                    // Refusals and sessions have no age.
                }
            }
        }
        return new Healing(
                Duration.ofNanos(healed - fault.fromNanos()),
                Duration.ofNanos(Math.max(0, healed - fault.toNanos())),
                Duration.ofNanos(maxGap));
    }

    private static long ifLate(@Nullable Long sent, long toldAt, Duration normalWithin) {
        boolean late = sent != null && toldAt - sent > normalWithin.toNanos();
        return late ? toldAt : Long.MIN_VALUE;
    }
}
