package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Seen;
import dev.parley.chaos.check.Told.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What history must be, given what was asked and told: I1, I2, I3, I8, I11.
final class HistoryRules {

    private HistoryRules() {}

    static List<Violation> check(Recording recording) {
        List<Violation> violations = new ArrayList<>();
        noLoss(recording, violations);
        once(recording, violations);
        dense(recording, violations);
        sameEverywhere(recording, violations);
        noGhost(recording, violations);
        uniqueIds(recording, violations);
        return violations;
    }

    private static void noLoss(Recording recording, List<Violation> violations) {
        Map<CommandId, List<Entry>> rows = recording.rowsByCommand();
        Set<CommandId> seen = new HashSet<>();
        for (Acked acked : recording.told(Acked.class)) {
            CommandId command = acked.command();
            if (seen.add(command) && !rows.containsKey(command)) {
                violations.add(new Violation(
                        Invariant.NO_LOSS,
                        command.conversationId(),
                        command + " acked with seq " + acked.seq() + " is not in history"));
            }
        }
    }

    private static void once(Recording recording, List<Violation> violations) {
        recording.rowsByCommand().forEach((command, rows) -> {
            if (rows.size() > 1) {
                violations.add(new Violation(
                        Invariant.ONCE,
                        command.conversationId(),
                        command + " stands at seqs "
                                + rows.stream().map(Entry::seq).toList()));
            }
        });
    }

    private static void dense(Recording recording, List<Violation> violations) {
        recording.history().forEach((conversation, rows) -> {
            long expected = 1;
            for (Entry row : rows) {
                if (row.seq() != expected) {
                    violations.add(new Violation(
                            Invariant.DENSE,
                            conversation,
                            "row with seq " + row.seq() + " where " + expected + " belongs"));
                }
                expected = row.seq() + 1;
            }
        });
    }

    private static void sameEverywhere(Recording recording, List<Violation> violations) {
        Map<String, Map<Long, Entry>> histories = new HashMap<>();
        recording.history().keySet().forEach(id -> histories.put(id, recording.rowsBySeq(id)));
        for (Told told : recording.told()) {
            switch (told) {
                case Applied applied -> same(applied.device(), applied.entry(), histories, violations);
                case Seen seen -> same(seen.device(), seen.entry(), histories, violations);
                default -> {
                    // Shows no event.
                }
            }
        }
    }

    private static void same(
            Device device, Entry entry, Map<String, Map<Long, Entry>> histories, List<Violation> violations) {
        Entry row = histories.getOrDefault(entry.conversationId(), Map.of()).get(entry.seq());
        if (row == null) {
            violations.add(new Violation(
                    Invariant.DENSE,
                    entry.conversationId(),
                    device + " was given seq " + entry.seq() + ", which history does not have"));
        } else if (!row.equals(entry)) {
            violations.add(new Violation(
                    Invariant.DENSE,
                    entry.conversationId(),
                    "seq " + entry.seq() + " is " + row + " in history and " + entry + " at " + device));
        }
    }

    private static void noGhost(Recording recording, List<Violation> violations) {
        Map<CommandId, String> sent = new HashMap<>();
        recording.told(Sent.class).forEach(s -> sent.put(s.command(), s.body()));
        Set<CommandId> refused = new HashSet<>();
        recording.told(Refused.class).forEach(r -> refused.add(r.command()));
        recording.rowsByCommand().forEach((command, rows) -> {
            String body = sent.get(command);
            String problem = null;
            if (body == null) {
                problem = "nobody sent it";
            } else if (refused.contains(command)) {
                problem = "its refusal was final";
            } else if (!body.equals(rows.getFirst().body())) {
                problem = "its text is not what was sent";
            }
            if (problem != null) {
                violations.add(new Violation(
                        Invariant.NO_GHOST,
                        command.conversationId(),
                        command + " is in history at seq " + rows.getFirst().seq() + ", but " + problem));
            }
        });
    }

    private static void uniqueIds(Recording recording, List<Violation> violations) {
        Map<Long, Entry> byId = new HashMap<>();
        recording
                .history()
                .values()
                .forEach(rows -> rows.forEach(row -> {
                    Entry other = byId.putIfAbsent(row.messageId(), row);
                    if (other != null) {
                        violations.add(new Violation(
                                Invariant.UNIQUE_IDS,
                                row.conversationId(),
                                "messageId " + row.messageId() + " at seq " + row.seq() + " and at "
                                        + other.conversationId() + " seq " + other.seq()));
                    }
                }));
    }
}
