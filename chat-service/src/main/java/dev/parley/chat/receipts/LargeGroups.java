package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.archive.ReadLatestMessages;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The counts of the groups that are too large for names and active, in memory: loaded from the stores when the
/// first mark comes and again whenever their members are, which corrects whatever was missed meanwhile; between
/// that kept by the messages and marks that pass. One thread.
final class LargeGroups {

    /// Messages of a group whose counts are told; of older ones they can be asked for.
    private static final int WINDOW = 100;

    private static final int CACHED = 200;

    /// @param marks of everybody who ever set any
    /// @param hiding of the members
    record Loaded(Map<String, Marks> marks, Set<String> hiding, List<Event> messages) {}

    private static final class Group {
        private final ReceiptCounts counts = new ReceiptCounts(WINDOW);
        private @Nullable Map<String, Long> members;
    }

    private final ReadReceipts receipts;
    private final ReadLatestMessages messages;
    private final SettingsStore settings;
    private final Map<String, Group> groups = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Group> eldest) {
            return size() > CACHED;
        }
    };

    LargeGroups(CqlSession session, String keyspace, SettingsStore settings) {
        receipts = new ReadReceipts(session, keyspace);
        messages = new ReadLatestMessages(session, keyspace);
        this.settings = settings;
    }

    static boolean isLarge(int members) {
        return members > ProtocolLimits.MAX_MEMBERS_NAMED_IN_RECEIPTS;
    }

    /// A message of a large group, as the log has it: history may not have it yet.
    void message(String conversationId, long seq, String author) {
        groups.computeIfAbsent(conversationId, id -> new Group()).counts.message(seq, author);
    }

    boolean isCurrent(String conversationId, Map<String, Long> members) {
        Group group = groups.get(conversationId);
        return group != null && group.members == members;
    }

    /// Reads what is stored; changes nothing here.
    CompletableFuture<Loaded> load(String conversationId, Map<String, Long> members, long head) {
        CompletableFuture<Map<String, Marks>> marks =
                receipts.execute(conversationId).toCompletableFuture();
        CompletableFuture<Set<String>> hiding = settings.hiding(members.keySet());
        CompletableFuture<List<Event>> latest =
                messages.execute(conversationId, head, WINDOW).toCompletableFuture();
        return CompletableFuture.allOf(marks, hiding, latest)
                .thenApply(done -> new Loaded(marks.join(), hiding.join(), latest.join()));
    }

    void loaded(String conversationId, Map<String, Long> members, Loaded loaded) {
        Group group = groups.computeIfAbsent(conversationId, id -> new Group());
        group.members = members;
        loaded.messages.forEach(
                event -> group.counts.message(event.getSeq(), event.getSender().getUserId()));
        group.counts.retain(members.keySet());
        members.forEach((user, joinedSeq) -> group.counts.member(
                user, joinedSeq, loaded.marks.getOrDefault(user, Marks.NONE), loaded.hiding.contains(user)));
    }

    /// Counts the marks that moved; returns what the authors among the members have to be told.
    List<ReceiptCounts.Count> raise(
            String conversationId, Map<String, ReceiptSignals.Move> moves, Map<String, Long> members) {
        Group group = groups.computeIfAbsent(conversationId, id -> new Group());
        moves.forEach((user, move) -> group.counts.raise(user, move.after()));
        return group.counts.changes().stream()
                .filter(count -> members.containsKey(count.author()))
                .toList();
    }

    /// Another instance may count what was ours.
    void forget() {
        groups.clear();
    }
}
