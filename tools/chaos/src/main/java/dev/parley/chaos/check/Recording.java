package dev.parley.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything the checker knows of a run.
///
/// @param told what was asked and told, each device's applied events in their order
/// @param history conversation → its rows as history served them after the run, in the order served
/// @param devices those that hold all their user may see; others are watched only
/// @param faults when the system was damaged
public record Recording(
        List<Told> told, Map<String, List<Entry>> history, Set<Device> devices, List<FaultWindow> faults) {

    public Recording {
        told = List.copyOf(told);
        history = Map.copyOf(history);
        devices = Set.copyOf(devices);
        faults = List.copyOf(faults);
    }

    <T extends Told> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// Who was a member when, as history says.
    Memberships memberships() {
        return Memberships.of(history.values().stream().flatMap(List::stream).toList());
    }

    /// Command → its rows in history: one, if all is well.
    Map<CommandId, List<Entry>> rowsByCommand() {
        Map<CommandId, List<Entry>> rows = new HashMap<>();
        history.values()
                .forEach(entries -> entries.stream()
                        .filter(Entry::countsAsMessage)
                        .forEach(entry -> rows.computeIfAbsent(entry.command(), id -> new ArrayList<>())
                                .add(entry)));
        return rows;
    }

    /// Of a conversation: seq → row; the first if history has several.
    Map<Long, Entry> rowsBySeq(String conversationId) {
        Map<Long, Entry> rows = new HashMap<>();
        history.getOrDefault(conversationId, List.of()).forEach(entry -> rows.putIfAbsent(entry.seq(), entry));
        return rows;
    }
}
