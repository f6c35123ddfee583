package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Changed;
import dev.parley.chaos.check.Told.Sent;
import dev.parley.chaos.check.Told.Skipped;
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

    /// Equality of what stands at a seq is I3's matter, and whether a device may see it is I9's; here, that each
    /// device walks through all it may see without step back or jump. A gap it was told of may hide none of that.
    private static void oneOrder(Recording recording, List<Violation> violations) {
        Memberships memberships = recording.memberships();
        Map<Place, Long> last = new HashMap<>();
        for (Told told : recording.told()) {
            switch (told) {
                case Applied applied -> {
                    Entry entry = applied.entry();
                    Place place = new Place(applied.device(), entry.conversationId());
                    long before = last.getOrDefault(place, 0L);
                    long next = memberships.next(applied.device().userId(), entry.conversationId(), before);
                    if (entry.seq() <= before || entry.seq() > next) {
                        violations.add(new Violation(
                                Invariant.ONE_ORDER,
                                entry.conversationId(),
                                applied.device() + " applied seq " + entry.seq() + " after " + before));
                    }
                    last.put(place, entry.seq());
                }
                case Skipped gap -> {
                    long hidden = memberships.next(gap.device().userId(), gap.conversationId(), gap.from() - 1);
                    if (hidden <= gap.to()) {
                        violations.add(new Violation(
                                Invariant.ONE_ORDER,
                                gap.conversationId(),
                                gap.device() + " was told that " + gap.from() + ".." + gap.to()
                                        + " are not for it, but " + hidden + " is"));
                    }
                }
                default -> {
                    // Moves no device.
                }
            }
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

    /// Something that stands at a seq: somebody asked for it then, and was told of it then.
    private record Stored(String what, String conversationId, long seq, long askedNanos, long toldNanos) {}

    private static void realTime(Recording recording, List<Violation> violations) {
        Map<String, List<Stored>> stored = new HashMap<>();
        stored(recording)
                .forEach(one -> stored.computeIfAbsent(one.conversationId(), id -> new ArrayList<>())
                        .add(one));
        stored.forEach((conversation, all) -> {
            List<Stored> told = all.stream()
                    .sorted(Comparator.comparingLong(Stored::toldNanos))
                    .toList();
            all.sort(Comparator.comparingLong(Stored::askedNanos));
            long highest = 0;
            int next = 0;
            for (Stored one : all) {
                while (next < told.size() && told.get(next).toldNanos() < one.askedNanos()) {
                    highest = Math.max(highest, told.get(next++).seq());
                }
                if (one.seq() <= highest) {
                    violations.add(new Violation(
                            Invariant.REAL_TIME,
                            conversation,
                            one.what() + " has seq " + one.seq() + " but seq " + highest
                                    + " was acked before it was asked for"));
                }
            }
        });
    }

    /// Messages by their rows, changes of the membership by what was answered.
    private static List<Stored> stored(Recording recording) {
        Map<CommandId, Long> ackedAt = new HashMap<>();
        recording.told(Acked.class).forEach(acked -> ackedAt.merge(acked.command(), acked.nanos(), Math::min));
        Map<CommandId, List<Entry>> rows = recording.rowsByCommand();
        List<Stored> stored = new ArrayList<>();
        for (Sent sent : recording.told(Sent.class)) {
            List<Entry> found = rows.get(sent.command());
            if (found != null) {
                Entry row = found.getFirst();
                long told = ackedAt.getOrDefault(sent.command(), Long.MAX_VALUE);
                stored.add(new Stored(sent.command().toString(), row.conversationId(), row.seq(), sent.nanos(), told));
            }
        }
        for (Changed changed : recording.told(Changed.class)) {
            stored.add(new Stored(
                    changed.by() + " " + changed.change(),
                    changed.conversationId(),
                    changed.seq(),
                    changed.askedNanos(),
                    changed.nanos()));
        }
        return stored;
    }
}
