package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An archive of one user in memory, without listings.
final class MemoryArchive implements ArchiveReader, AsideReader {

    private final Map<String, ConversationHead> heads = new HashMap<>();
    private final TreeMap<String, Windows> windows = new TreeMap<>();
    private final Map<String, TreeMap<Long, Event>> events = new HashMap<>();
    private Runnable meanwhile = () -> {};
    private final Map<String, Set<Long>> hidden = new HashMap<>();
    private final Map<Long, List<Reacting>> reactions = new HashMap<>();
    private long places;
    private int reads;
    private int asideReads;

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

    void head(String id, long seq, long epoch, long ordinal) {
        heads.put(id, new ConversationHead(seq, epoch, false, ordinal));
    }

    void put(Event event) {
        events.computeIfAbsent(event.getConversationId(), none -> new TreeMap<>())
                .put(event.getSeq(), event);
    }

    void hide(String id, long seq) {
        hidden.computeIfAbsent(id, none -> new HashSet<>()).add(seq);
    }

    void react(long seq, String emoji, String userId) {
        reactions.computeIfAbsent(seq, none -> new ArrayList<>()).add(new Reacting(seq, emoji, userId, ++places));
    }

    int asideReads() {
        return asideReads;
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
    public Map<String, Membership> memberships(String userId, Collection<String> ids) {
        return ids.stream().filter(windows::containsKey).collect(Collectors.toMap(id -> id, this::membership));
    }

    @Override
    public List<String> conversationsOf(String userId, String afterId, int limit) {
        List<String> ids =
                windows.tailMap(afterId, false).keySet().stream().limit(limit).toList();
        meanwhile.run();
        return ids;
    }

    @Override
    public List<List<StoredEvent>> events(List<Part> parts) {
        reads += parts.size();
        return parts.stream()
                .map(part -> events
                        .getOrDefault(part.conversationId(), new TreeMap<>())
                        .subMap(part.range().from(), true, part.range().to(), true)
                        .values()
                        .stream()
                        .map(event -> new StoredEvent(event, reactions.containsKey(event.getSeq())))
                        .toList())
                .toList();
    }

    @Override
    public List<StoredEvent> events(String conversationId, Collection<Long> seqs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Set<Long>> hidden(String userId, Map<String, ? extends Collection<Long>> seqs) {
        asideReads++;
        Map<String, Set<Long>> found = new HashMap<>();
        seqs.forEach((id, asked) -> {
            Set<Long> mine = new HashSet<>(hidden.getOrDefault(id, Set.of()));
            mine.retainAll(asked);
            found.put(id, mine);
        });
        return found;
    }

    @Override
    public List<Reacting> reactions(String conversationId, Collection<Long> targets) {
        asideReads++;
        return targets.stream()
                .flatMap(seq -> reactions.getOrDefault(seq, List.of()).stream())
                .toList();
    }

    @Override
    public List<Listing.Entry> entries(
            String userId, String conversationId, Listing listing, SeqRange range, boolean newestFirst, int limit) {
        throw new UnsupportedOperationException();
    }

    private Membership membership(String id) {
        return new Membership(id, windows.getOrDefault(id, Windows.ofChanges(Map.of())), hidden.containsKey(id));
    }
}
