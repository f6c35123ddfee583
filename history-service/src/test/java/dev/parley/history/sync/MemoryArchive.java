package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Text;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An archive of one user in memory.
final class MemoryArchive implements ArchiveReader {

    private final Map<String, ConversationHead> heads = new HashMap<>();
    private final TreeMap<String, Windows> windows = new TreeMap<>();
    private final Map<String, TreeMap<Long, Event>> events = new HashMap<>();
    private Runnable meanwhile = () -> {};
    private int reads;

    /// A conversation with a message of `textBytes` at every seq up to `head`.
    void conversation(String id, long head, int textBytes, Map<Long, Boolean> changes) {
        TreeMap<Long, Event> rows = new TreeMap<>();
        for (long seq = 1; seq <= head; seq++) {
            rows.put(
                    seq,
                    Event.newBuilder()
                            .setConversationId(id)
                            .setSeq(seq)
                            .setMessage(Message.newBuilder()
                                    .setContent(Content.newBuilder()
                                            .setText(Text.newBuilder().setBody("x".repeat(textBytes)))))
                            .build());
        }
        events.put(id, rows);
        heads.put(id, new ConversationHead(head, 0));
        windows.put(id, Windows.ofChanges(changes));
    }

    void head(String id, long seq, long epoch) {
        heads.put(id, new ConversationHead(seq, epoch));
    }

    void lose(String id, long seq) {
        events.getOrDefault(id, new TreeMap<>()).remove(seq);
    }

    /// Runs after each reading of ids or heads: what a writer does meanwhile.
    void meanwhile(Runnable change) {
        meanwhile = change;
    }

    int reads() {
        return reads;
    }

    @Override
    public Map<String, ConversationHead> heads(Collection<String> ids) {
        Map<String, ConversationHead> found =
                ids.stream().filter(heads::containsKey).collect(Collectors.toMap(id -> id, heads::get));
        meanwhile.run();
        return found;
    }

    @Override
    public Map<String, Windows> windows(String userId, Collection<String> ids) {
        return ids.stream().filter(windows::containsKey).collect(Collectors.toMap(id -> id, windows::get));
    }

    @Override
    public List<String> conversationsOf(String userId, String afterId, int limit) {
        List<String> ids =
                windows.tailMap(afterId, false).keySet().stream().limit(limit).toList();
        meanwhile.run();
        return ids;
    }

    @Override
    public List<List<Event>> events(List<Part> parts) {
        reads += parts.size();
        return parts.stream()
                .map(part -> List.copyOf(events.getOrDefault(part.conversationId(), new TreeMap<>())
                        .subMap(part.range().from(), true, part.range().to(), true)
                        .values()))
                .toList();
    }
}
