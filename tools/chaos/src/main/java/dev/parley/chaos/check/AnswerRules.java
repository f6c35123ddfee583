package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Changed;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What senders were told: I10, I13.
final class AnswerRules {

    private AnswerRules() {}

    static List<Violation> check(Recording recording) {
        List<Violation> violations = new ArrayList<>();
        ackTruth(recording, violations);
        changeTruth(recording, violations);
        answered(recording, violations);
        return violations;
    }

    private static void ackTruth(Recording recording, List<Violation> violations) {
        Map<CommandId, List<Entry>> rows = recording.rowsByCommand();
        Map<CommandId, Acked> first = new HashMap<>();
        for (Acked acked : recording.told(Acked.class)) {
            CommandId command = acked.command();
            Acked before = first.putIfAbsent(command, acked);
            if (before != null && (before.seq() != acked.seq() || before.messageId() != acked.messageId())) {
                violations.add(new Violation(
                        Invariant.ACK_TRUTH,
                        command.conversationId(),
                        command + " was acked with seq " + before.seq() + " id " + before.messageId()
                                + " and again with seq " + acked.seq() + " id " + acked.messageId()));
            }
            List<Entry> found = rows.get(command);
            if (found != null
                    && found.stream()
                            .noneMatch(row -> row.seq() == acked.seq() && row.messageId() == acked.messageId())) {
                violations.add(new Violation(
                        Invariant.ACK_TRUTH,
                        command.conversationId(),
                        command + " was acked with seq " + acked.seq() + " id " + acked.messageId()
                                + " but history has it at seq "
                                + found.getFirst().seq() + " id "
                                + found.getFirst().messageId()));
            }
        }
    }

    private static void changeTruth(Recording recording, List<Violation> violations) {
        for (Changed changed : recording.told(Changed.class)) {
            Entry row = recording.rowsBySeq(changed.conversationId()).get(changed.seq());
            if (row == null
                    || row.messageId() != changed.messageId()
                    || !changed.change().covers(row.change())) {
                violations.add(new Violation(
                        Invariant.ACK_TRUTH,
                        changed.conversationId(),
                        changed.by() + " was told that " + changed.change() + " has seq " + changed.seq() + " id "
                                + changed.messageId() + ", where history has " + row));
            }
        }
    }

    private static void answered(Recording recording, List<Violation> violations) {
        Set<CommandId> answered = new HashSet<>();
        recording.told(Acked.class).forEach(acked -> answered.add(acked.command()));
        recording.told(Refused.class).forEach(refused -> answered.add(refused.command()));
        for (Sent sent : recording.told(Sent.class)) {
            if (!answered.contains(sent.command())) {
                violations.add(new Violation(
                        Invariant.ANSWERED,
                        sent.command().conversationId(),
                        sent.command() + " was sent and never acked nor refused"));
            }
        }
    }
}
