package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One order for all: I4, I5, I6.
final class OrderRules {

    private OrderRules() {}

    private record Place(Device device, String conversationId) {}

    static List<Violation> check(Recording recording) {
        List<Violation> violations = new ArrayList<>();
        oneOrder(recording, violations);
        senderFifo(recording, violations);
        realTime(recording, violations);
        return violations;
    }

    /// Equality of what stands at a seq is I3's matter; here, that each device walks 1, 2, 3 … without step back
    /// or jump.
    private static void oneOrder(Recording recording, List<Violation> violations) {
        Map<Place, Long> last = new HashMap<>();
        for (Applied applied : recording.told(Applied.class)) {
            Entry entry = applied.entry();
            Place place = new Place(applied.device(), entry.conversationId());
            long before = last.getOrDefault(place, 0L);
            if (entry.seq() != before + 1) {
                violations.add(new Violation(
                        Invariant.ONE_ORDER,
                        entry.conversationId(),
                        applied.device() + " applied seq " + entry.seq() + " after " + before));
            }
            last.put(place, entry.seq());
        }
    }

    private static void senderFifo(Recording recording, List<Violation> violations) {
        Map<CommandId, List<Entry>> rows = recording.rowsByCommand();
        Map<Place, Entry> last = new HashMap<>();
        for (Sent sent : recording.told(Sent.class)) {
            List<Entry> found = rows.get(sent.command());
            if (found == null) {
                continue;
            }
            Entry row = found.getFirst();
            Place place = new Place(sent.command().device(), row.conversationId());
            Entry before = last.put(place, row);
            if (before != null && before.seq() >= row.seq()) {
                violations.add(new Violation(
                        Invariant.SENDER_FIFO,
                        row.conversationId(),
                        row.sender() + " sent " + before.clientId() + " (seq " + before.seq() + ") before "
                                + row.clientId() + " (seq " + row.seq() + ")"));
            }
        }
    }

    private static void realTime(Recording recording, List<Violation> violations) {
        Map<CommandId, List<Entry>> rows = recording.rowsByCommand();
        Map<String, List<Acked>> acks = new HashMap<>();
        recording
                .told(Acked.class)
                .forEach(ack -> acks.computeIfAbsent(ack.command().conversationId(), id -> new ArrayList<>())
                        .add(ack));
        acks.values().forEach(list -> list.sort(Comparator.comparingLong(Acked::nanos)));
        Map<String, List<Sent>> sends = new HashMap<>();
        recording
                .told(Sent.class)
                .forEach(sent -> sends.computeIfAbsent(sent.command().conversationId(), id -> new ArrayList<>())
                        .add(sent));
        sends.forEach((conversation, list) -> {
            list.sort(Comparator.comparingLong(Sent::nanos));
            List<Acked> acked = acks.getOrDefault(conversation, List.of());
            long highest = 0;
            int next = 0;
            for (Sent sent : list) {
                while (next < acked.size() && acked.get(next).nanos() < sent.nanos()) {
                    highest = Math.max(highest, acked.get(next++).seq());
                }
                List<Entry> found = rows.get(sent.command());
                if (found != null && found.getFirst().seq() <= highest) {
                    violations.add(new Violation(
                            Invariant.REAL_TIME,
                            conversation,
                            sent.command() + " has seq " + found.getFirst().seq() + " but seq " + highest
                                    + " was acked before it was sent"));
                }
            }
        });
    }
}
