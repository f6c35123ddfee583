package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.ModelViolation.check;

import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The promises that can be read off the finished world.
final class ModelChecks {

    private ModelChecks() {}

    static void dense(List<LogEvent> truth) {
        Map<String, Long> heads = new HashMap<>();
        Map<String, Long> ordinals = new HashMap<>();
        long lastCommand = -1;
        long lastMessageId = 0;
        for (int i = 0; i < truth.size(); i++) {
            long place = i + 1L;
            LogEvent record = truth.get(i);
            Event event = record.getEvent();
            check(record.getLogIndex() == place, () -> "logIndex " + record.getLogIndex() + " at place " + place);
            if (record.hasPrivateEvent()) {
                check(event.getSeq() == 0, () -> "a private event with seq " + event.getSeq());
            } else {
                long seq = heads.merge(event.getConversationId(), 1L, Long::sum);
                check(
                        event.getSeq() == seq,
                        () -> event.getConversationId() + ": seq " + event.getSeq() + " at place " + seq);
                long ordinal = ordinals.merge(event.getConversationId(), event.hasMessage() ? 1L : 0L, Long::sum);
                check(
                        event.getOrdinal() == ordinal,
                        () -> event.getConversationId() + ": ordinal " + event.getOrdinal());
            }
            check(record.getCommandOffset() > lastCommand, () -> "commands accepted out of order");
            check(event.getMessageId() > lastMessageId, () -> "message ids do not grow");
            lastCommand = record.getCommandOffset();
            lastMessageId = event.getMessageId();
        }
    }

    static void sameEvents(String one, List<LogEvent> events, String other, List<LogEvent> expected) {
        for (int i = 0; i < Math.min(events.size(), expected.size()); i++) {
            int place = i;
            check(
                    events.get(i).equals(expected.get(i)),
                    () -> one + " and " + other + " differ at " + place + ": " + events.get(place) + " and "
                            + expected.get(place));
        }
        check(
                events.size() == expected.size(),
                () -> one + " has " + events.size() + " events, " + other + " has " + expected.size());
    }

    /// A device's commands are accepted in the order it sent them first. One that was refused at first and sent
    /// again is out of it.
    static void firstInFirstOut(List<LogEvent> truth, ModelClients clients) {
        Map<WindowKey, Long> last = new HashMap<>();
        for (LogEvent record : truth) {
            ModelLedger.Name name = ModelLedger.Name.of(record.getEvent());
            long first = clients.firstOffset(name);
            check(first >= 0, () -> "nobody sent " + name);
            if (first == record.getCommandOffset()) {
                long before = last.getOrDefault(name.device(), -1L);
                check(first > before, () -> "overtaken: " + name);
                last.put(name.device(), first);
            }
        }
    }

    /// The checkpoint and the log together give the state that a fold from the start gives.
    static void sameState(PartitionOwner owner, StateSource rows, PartitionState expected, Sabotage sabotage) {
        PartitionState actual = owner.state();
        check(actual.logIndex() == expected.logIndex(), () -> "the next owner's logIndex");
        check(actual.lastMessageId() == expected.lastMessageId(), () -> "the next owner's message id");
        check(actual.lastCommandOffset() == expected.lastCommandOffset(), () -> "the next owner's command offset");
        Missing all = expected.everything();
        owner.load(all, rows);
        for (String conversationId : all.conversations()) {
            check(
                    String.valueOf(actual.conversation(conversationId))
                            .equals(String.valueOf(expected.conversation(conversationId))),
                    () -> "the next owner's " + conversationId);
        }
        if (sabotage == Sabotage.DEDUP_OFF) {
            // That bug is put in by other client ids, so windows differ before anything is accepted twice.
            return;
        }
        for (WindowKey key : all.windows()) {
            check(
                    actual.window(key).snapshot().equals(expected.window(key).snapshot()),
                    () -> "the next owner's window " + key);
        }
    }
}
