package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.ModelViolation.check;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients were told, and the log as every reader must see it. An ack is checked at the moment it is given:
/// accepted means stored.
final class ModelLedger {

    /// A command by its sender's own name for it.
    record Name(WindowKey device, String clientId) {
        static Name of(Event event) {
            return new Name(
                    new WindowKey(
                            event.getConversationId(),
                            event.getSender().getUserId(),
                            event.getSender().getDeviceId()),
                    event.getClientId());
        }
    }

    private final List<LogEvent> truth = new ArrayList<>();
    private final Map<Name, Event> stored = new HashMap<>();
    private final Map<Name, Long> acked = new HashMap<>();
    private final Map<Long, List<Outcome>> answers = new HashMap<>();

    /// The event is in the log and the first with its logIndex.
    void stored(LogEvent event) {
        truth.add(event);
        if (event.hasPrivateEvent()) {
            // A register: accepted again, it says the same again.
            return;
        }
        @Nullable Event first = stored.putIfAbsent(Name.of(event.getEvent()), event.getEvent());
        check(first == null, () -> "accepted twice: " + event.getEvent().getClientId());
    }

    List<LogEvent> truth() {
        return truth;
    }

    void acked(Name name, long seq) {
        @Nullable Event event = stored.get(name);
        check(event != null, () -> "acked but not stored: " + name);
        if (event != null) {
            check(
                    event.getSeq() == seq,
                    () -> "acked with seq " + seq + ", stored with " + event.getSeq() + ": " + name);
        }
        @Nullable Long before = acked.putIfAbsent(name, seq);
        check(before == null || before == seq, () -> "acked with two seqs: " + name);
    }

    void answered(long commandOffset, CommandRecord record, Outcome outcome) {
        answers.computeIfAbsent(commandOffset, offset -> new ArrayList<>(1)).add(outcome);
        if (outcome.hasDuplicate()) {
            acked(
                    new Name(
                            WindowKey.of(record.command()),
                            outcome.getDuplicate().getClientId()),
                    outcome.getDuplicate().getSeq());
        }
    }

    Map<Name, Long> acked() {
        return acked;
    }

    boolean isStored(Name name) {
        return stored.containsKey(name);
    }

    /// Every command has its event or an answer, and no answer says what a run without faults would not say.
    void checkAnswers(Reference reference) {
        for (int i = 0; i < reference.decisions().size(); i++) {
            long offset = i;
            @Nullable Decision decision = reference.decisions().get(i);
            if (decision == null) {
                continue;
            }
            List<Outcome> given = answers.getOrDefault(offset, List.of());
            switch (decision) {
                case Decision.Accept accept ->
                    check(
                            given.stream().allMatch(Outcome::hasDuplicate),
                            () -> "accepted and refused: command " + offset);
                case Decision.Answer answer -> {
                    check(!given.isEmpty(), () -> "never answered: command " + offset);
                    for (Outcome outcome : given) {
                        check(
                                outcome.equals(answer.outcome()) || isSecondAnswer(outcome),
                                () -> "command " + offset + " was answered " + outcome + " in place of "
                                        + answer.outcome());
                    }
                }
            }
        }
    }

    /// Given by the next owner for one that may be lost. A duplicate was checked when it was given.
    private static boolean isSecondAnswer(Outcome outcome) {
        return outcome.hasDuplicate() || outcome.getRefused().getCode().equals(ErrorCode.UNAVAILABLE.name());
    }
}
