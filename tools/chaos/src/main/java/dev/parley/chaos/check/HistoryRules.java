package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What history must be, given what was asked and told: I1, I2, I3, I8, I9, I11.
final class HistoryRules {

    private HistoryRules() {}

    static List<Violation> check(Recording recording) {
        List<Violation> violations = new ArrayList<>();
        noLoss(recording, violations);
        once(recording, violations);
        dense(recording, violations);
        sameEverywhere(recording, violations);
        noGhost(recording, violations);
        authority(recording, violations);
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
        for (Applied applied : recording.told(Applied.class)) {
            Entry entry = applied.entry();
            Entry row = histories.getOrDefault(entry.conversationId(), Map.of()).get(entry.seq());
            if (row == null) {
                violations.add(new Violation(
                        Invariant.DENSE,
                        entry.conversationId(),
                        applied.device() + " applied seq " + entry.seq() + ", which history does not have"));
            } else if (!row.equals(entry)) {
                violations.add(new Violation(
                        Invariant.DENSE,
                        entry.conversationId(),
                        "seq " + entry.seq() + " is " + row + " in history and " + entry + " at " + applied.device()));
            }
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

    private static void authority(Recording recording, List<Violation> violations) {
        Map<String, Set<String>> members = new HashMap<>();
        recording.devices().forEach((conversation, devices) -> {
            Set<String> users = new HashSet<>();
            devices.forEach(device -> users.add(device.userId()));
            members.put(conversation, users);
        });
        recording.history().forEach((conversation, rows) -> {
            Set<String> users = members.getOrDefault(conversation, Set.of());
            for (Entry row : rows) {
                if (!users.contains(row.sender().userId())) {
                    violations.add(new Violation(
                            Invariant.AUTHORITY,
                            conversation,
                            "seq " + row.seq() + " is from " + row.sender() + ", who is no member"));
                }
            }
        });
        for (Applied applied : recording.told(Applied.class)) {
            Entry entry = applied.entry();
            if (!members.getOrDefault(entry.conversationId(), Set.of())
                    .contains(applied.device().userId())) {
                violations.add(new Violation(
                        Invariant.AUTHORITY,
                        entry.conversationId(),
                        applied.device() + ", who is no member, was told of seq " + entry.seq()));
            }
        }
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
