package dev.parley.chaos.load;

import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Told;
import dev.parley.contract.ProtocolLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which commands to send again after a fault. Pure.
final class Repeats {

    private static final long AROUND_NANOS = Duration.ofSeconds(2).toNanos();

    private Repeats() {}

    private record Window(Device device, String conversationId) {}

    /// Acked commands, those sent around the fault first, spread over it; none that {@link
    /// ProtocolLimits#DEDUP_WINDOW} or more later commands of its device in its conversation may have pushed out
    /// of the server's memory.
    static List<Told.Sent> choose(List<Told> told, FaultWindow fault, int count) {
        Set<CommandId> acked = new HashSet<>();
        List<Told.Sent> sends = new ArrayList<>();
        for (Told line : told) {
            switch (line) {
                case Told.Acked ack -> acked.add(ack.command());
                case Told.Sent sent -> sends.add(sent);
                default -> {
                    // Only own commands can be repeated.
                }
            }
        }
        Map<Window, Integer> later = new HashMap<>();
        List<Told.Sent> around = new ArrayList<>();
        List<Told.Sent> others = new ArrayList<>();
        for (Told.Sent sent : sends.reversed()) {
            CommandId command = sent.command();
            int after = later.merge(new Window(command.device(), command.conversationId()), 1, Integer::sum);
            if (after >= ProtocolLimits.DEDUP_WINDOW || !acked.contains(command)) {
                continue;
            }
            boolean near =
                    sent.nanos() >= fault.fromNanos() - AROUND_NANOS && sent.nanos() <= fault.toNanos() + AROUND_NANOS;
            (near ? around : others).add(sent);
        }
        List<Told.Sent> chosen = spread(around, count);
        chosen.addAll(spread(others, count - chosen.size()));
        return chosen;
    }

    private static List<Told.Sent> spread(List<Told.Sent> from, int count) {
        List<Told.Sent> chosen = new ArrayList<>();
        int wanted = Math.min(count, from.size());
        for (int i = 0; i < wanted; i++) {
            chosen.add(from.get((int) ((long) i * from.size() / wanted)));
        }
        return chosen;
    }
}
