package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Offline;
import dev.parley.chaos.check.Told.Online;
import dev.parley.chaos.check.Told.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// I7: every device that is online has every event its user may see within the bound, counted from the latest of
/// three moments: somebody was told of the event, the fault ended, the device came back. Events first told inside a
/// fault (or up to two seconds before it, when their delivery may have been cut off) count from the fault's end. An
/// event nobody was told of, but that history has, counts from when it was sent.
final class DeliveryRule {

    private static final long UNDERWAY_NANOS = Duration.ofSeconds(2).toNanos();

    private final long boundNanos;

    DeliveryRule(Duration bound) {
        this.boundNanos = bound.toNanos();
    }

    private record Place(Device device, String conversationId) {}

    /// A time in which a device had a session without a break.
    private record Session(long from, long to) {}

    List<Violation> check(Recording recording) {
        Map<Place, Map<Long, Long>> appliedAt = new HashMap<>();
        Map<String, Map<Long, Long>> firstTold = new HashMap<>();
        for (Applied applied : recording.told(Applied.class)) {
            String conversation = applied.entry().conversationId();
            long seq = applied.entry().seq();
            appliedAt
                    .computeIfAbsent(new Place(applied.device(), conversation), p -> new HashMap<>())
                    .putIfAbsent(seq, applied.nanos());
            firstTold.computeIfAbsent(conversation, c -> new HashMap<>()).merge(seq, applied.nanos(), Math::min);
        }
        for (Acked acked : recording.told(Acked.class)) {
            firstTold
                    .computeIfAbsent(acked.command().conversationId(), c -> new HashMap<>())
                    .merge(acked.seq(), acked.nanos(), Math::min);
        }
        Map<CommandId, Long> sentAt = new HashMap<>();
        recording.told(Sent.class).forEach(sent -> sentAt.put(sent.command(), sent.nanos()));
        Map<Device, List<Session>> sessions = sessions(recording);
        Memberships memberships = recording.memberships();
        List<Violation> violations = new ArrayList<>();
        recording.history().forEach((conversation, rows) -> {
            Map<Long, Long> told = firstTold.getOrDefault(conversation, Map.of());
            for (Entry row : rows) {
                Long known = told.getOrDefault(row.seq(), sentAt.get(row.command()));
                if (known == null) {
                    continue;
                }
                long due = afterFaults(known, recording.faults());
                for (Device device : recording.devices()) {
                    if (!memberships.sees(device.userId(), conversation, row.seq())) {
                        continue;
                    }
                    Long applied = appliedAt
                            .getOrDefault(new Place(device, conversation), Map.of())
                            .get(row.seq());
                    check(device, row, applied, due, sessions.getOrDefault(device, List.of()), violations);
                }
            }
        });
        return violations;
    }

    private void check(
            Device device,
            Entry row,
            @Nullable Long applied,
            long due,
            List<Session> sessions,
            List<Violation> violations) {
        long start = due;
        for (Session session : sessions) {
            if (session.to() <= start) {
                continue;
            }
            long begin = Math.max(start, session.from());
            boolean inTime = applied != null && applied <= begin + boundNanos;
            if (inTime) {
                return;
            }
            if (session.to() >= begin + boundNanos) {
                violations.add(new Violation(
                        Invariant.DELIVERY,
                        row.conversationId(),
                        device + " was online and got seq " + row.seq()
                                + (applied == null ? " never" : late(applied - begin))));
                return;
            }
            // The session ended before the bound: the count begins again with the next one.
            start = session.to();
        }
    }

    private static String late(long nanos) {
        return String.format(Locale.ROOT, " after %.1f s", nanos / 1e9);
    }

    private static long afterFaults(long known, List<FaultWindow> faults) {
        long due = known;
        for (FaultWindow fault : faults) {
            if (known >= fault.fromNanos() - UNDERWAY_NANOS && known <= fault.toNanos()) {
                due = Math.max(due, fault.toNanos());
            }
        }
        return due;
    }

    /// A session that never ended lasts past the end of the recording.
    private static Map<Device, List<Session>> sessions(Recording recording) {
        Map<Device, List<Session>> sessions = new HashMap<>();
        Map<Device, Long> since = new HashMap<>();
        for (Told told : recording.told()) {
            switch (told) {
                case Online online -> since.putIfAbsent(online.device(), online.nanos());
                case Offline offline -> {
                    Long from = since.remove(offline.device());
                    if (from != null) {
                        sessions.computeIfAbsent(offline.device(), d -> new ArrayList<>())
                                .add(new Session(from, offline.nanos()));
                    }
                }
                default -> {
                    // Only sessions matter here.
                }
            }
        }
        since.forEach((device, from) ->
                sessions.computeIfAbsent(device, d -> new ArrayList<>()).add(new Session(from, Long.MAX_VALUE)));
        return sessions;
    }
}
