package dev.parley.chat.sequencing;

import dev.parley.chat.sequencing.Checkpoint.ConversationRow;
import dev.parley.chat.sequencing.Checkpoint.WindowRow;
import dev.parley.log.LogIndexGate;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of one partition: a fold of its own events and of nothing else. Conversations and dedup windows are
/// loaded from their checkpoint rows on first touch; what changed since the last checkpoint stays in memory, the rest
/// may be evicted.
///
/// A row may be newer than the fold that meets it (rows are written before the partition's checkpoint, and each by
/// itself), so every one knows how far it is: a conversation by `logIndex`, a window by its last `seq`.
///
/// Not thread-safe: one partition, one thread.
public final class PartitionState {

    /// A cached row. A null value: known not to exist.
    private static final class Slot<T> {
        private @Nullable T value;
        private boolean dirty;
        private long writeTimestamp;

        Slot(@Nullable T value) {
            this.value = value;
        }

        void change(T next, long commandOffset) {
            value = next;
            dirty = true;
            writeTimestamp = commandOffset;
        }
    }

    private final int partition;
    private final LogIndexGate gate;
    private long lastMessageId;
    private long lastCommandOffset;

    // In order of last access, so that eviction takes what was not touched for longest.
    private final LinkedHashMap<String, Slot<ConversationState>> conversations = new LinkedHashMap<>(64, 0.75f, true);
    private final LinkedHashMap<WindowKey, Slot<DedupWindow>> windows = new LinkedHashMap<>(64, 0.75f, true);

    /// @param checkpoint null if the partition never had one
    public PartitionState(int partition, @Nullable PartitionCheckpoint checkpoint) {
        if (partition < 0 || partition >= MessageIds.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "partition: " + partition + " (expected: 0-1023, 10 bits of a message id)");
        }
        this.partition = partition;
        gate = new LogIndexGate(checkpoint == null ? LogIndexGate.NONE : checkpoint.logIndex());
        lastMessageId = checkpoint == null ? MessageIds.NONE : checkpoint.lastMessageId();
        lastCommandOffset = checkpoint == null ? PartitionCheckpoint.NO_COMMAND : checkpoint.lastCommandOffset();
    }

    public int partition() {
        return partition;
    }

    public long logIndex() {
        return gate.lastAccepted();
    }

    public long lastMessageId() {
        return lastMessageId;
    }

    /// Offset of the last accepted command; {@link PartitionCheckpoint#NO_COMMAND} before the first.
    public long lastCommandOffset() {
        return lastCommandOffset;
    }

    /// Twins and orphans dropped so far.
    public long dropped() {
        return gate.dropped();
    }

    /// Null if there is no such conversation.
    ///
    /// @throws IllegalStateException if it was not loaded
    public @Nullable ConversationState conversation(String conversationId) {
        return loaded(conversations.get(conversationId), conversationId).value;
    }

    /// @throws IllegalStateException if it was not loaded
    DedupWindow window(WindowKey key) {
        Slot<DedupWindow> slot = loaded(windows.get(key), key);
        @Nullable DedupWindow window = slot.value;
        return window == null ? new DedupWindow() : window;
    }

    /// The rows a decision on these commands needs and the cache lacks.
    public Missing missing(List<CommandRecord> commands) {
        Set<String> lackedConversations = new LinkedHashSet<>();
        Set<WindowKey> lackedWindows = new LinkedHashSet<>();
        for (CommandRecord record : commands) {
            Command command = record.command();
            if (CommandRules.isAddressed(command)) {
                addMissing(WindowKey.of(command), lackedConversations, lackedWindows);
            }
        }
        return new Missing(lackedConversations, lackedWindows);
    }

    /// The rows a fold of these events needs and the cache lacks.
    Missing missingFor(List<EventRecord> events) {
        Set<String> lackedConversations = new LinkedHashSet<>();
        Set<WindowKey> lackedWindows = new LinkedHashSet<>();
        for (EventRecord record : events) {
            Event event = record.event().getEvent();
            if (record.event().getLogIndex() > logIndex()) {
                addMissing(windowKey(event), lackedConversations, lackedWindows);
            }
        }
        return new Missing(lackedConversations, lackedWindows);
    }

    /// Takes the rows into the cache. Whether they fit this state is the caller's question ({@link #rowAhead}).
    void load(Missing missing, StateSource source) {
        for (String conversationId : missing.conversations()) {
            if (!conversations.containsKey(conversationId)) {
                conversations.put(
                        conversationId,
                        new Slot<>(source.conversation(conversationId)
                                .map(ConversationState::of)
                                .orElse(null)));
            }
        }
        for (WindowKey key : missing.windows()) {
            if (!windows.containsKey(key)) {
                windows.put(
                        key, new Slot<>(source.window(key).map(DedupWindow::of).orElse(null)));
            }
        }
    }

    /// The name of a row among `rows` that knows of events this state has not folded, or null. Outside of a fold
    /// there is only one explanation: another owner has appended, and checkpointed, in the meantime.
    @Nullable
    String rowAhead(Missing rows) {
        for (String conversationId : rows.conversations()) {
            @Nullable ConversationState conversation = conversation(conversationId);
            if (conversation != null && conversation.logIndex() > logIndex()) {
                return "conversation " + conversationId;
            }
        }
        for (WindowKey key : rows.windows()) {
            @Nullable ConversationState conversation = conversation(key.conversationId());
            if (window(key).lastSeq() > (conversation == null ? 0 : conversation.lastSeq())) {
                return "dedup window " + key;
            }
        }
        return null;
    }

    Missing everything() {
        return new Missing(conversations.keySet(), windows.keySet());
    }

    /// Folds the event in, if it is the next of the log; false if it is a twin or an orphan.
    ///
    /// @throws BrokenLogException if a checkpoint row lacks events that the fold did not bring
    boolean apply(LogEvent record) {
        if (!gate.accept(record.getLogIndex())) {
            return false;
        }
        Event event = record.getEvent();
        long commandOffset = record.getCommandOffset();
        lastCommandOffset = commandOffset;
        lastMessageId = Math.max(lastMessageId, event.getMessageId());
        Slot<ConversationState> slot = loaded(conversations.get(event.getConversationId()), event.getConversationId());
        @Nullable ConversationState before = slot.value;
        if (before == null || before.logIndex() < record.getLogIndex()) {
            long lastSeq = before == null ? 0 : before.lastSeq();
            // A private event has no seq: it is in the log, but in no conversation's order.
            if (event.getSeq() != lastSeq + 1 && !record.hasPrivateEvent()) {
                throw new BrokenLogException("partition " + partition + ": the row of " + event.getConversationId()
                        + " ends at seq " + lastSeq + ", the next event has " + event.getSeq());
            }
            slot.change(ConversationState.after(before, record), commandOffset);
        }
        if (!record.hasPrivateEvent()) {
            remember(event, commandOffset);
        }
        return true;
    }

    /// The rows changed since they were last written.
    Checkpoint dirty(long eventOffset) {
        List<ConversationRow> conversationRows = new ArrayList<>();
        for (Map.Entry<String, Slot<ConversationState>> entry : conversations.entrySet()) {
            Slot<ConversationState> slot = entry.getValue();
            if (slot.dirty && slot.value != null) {
                conversationRows.add(new ConversationRow(entry.getKey(), slot.value.snapshot(), slot.writeTimestamp));
            }
        }
        List<WindowRow> windowRows = new ArrayList<>();
        for (Map.Entry<WindowKey, Slot<DedupWindow>> entry : windows.entrySet()) {
            Slot<DedupWindow> slot = entry.getValue();
            if (slot.dirty && slot.value != null) {
                windowRows.add(new WindowRow(entry.getKey(), slot.value.snapshot(), slot.writeTimestamp));
            }
        }
        return new Checkpoint(
                conversationRows,
                windowRows,
                new PartitionCheckpoint(partition, eventOffset, logIndex(), lastMessageId, lastCommandOffset));
    }

    /// These rows are safely written: what has not changed since is clean.
    void written(Checkpoint checkpoint) {
        for (ConversationRow row : checkpoint.conversations()) {
            clean(conversations.get(row.conversationId()), row.writeTimestamp());
        }
        for (WindowRow row : checkpoint.windows()) {
            clean(windows.get(row.key()), row.writeTimestamp());
        }
    }

    /// Drops the clean entries that were not touched for longest, down to the given numbers. Dirty ones always
    /// stay.
    void evict(int maxConversations, int maxWindows) {
        evict(conversations, maxConversations);
        evict(windows, maxWindows);
    }

    int cachedConversations() {
        return conversations.size();
    }

    int cachedWindows() {
        return windows.size();
    }

    private void remember(Event event, long commandOffset) {
        WindowKey key = windowKey(event);
        Slot<DedupWindow> slot = loaded(windows.get(key), key);
        DedupWindow window = slot.value == null ? new DedupWindow() : slot.value;
        if (window.add(event)) {
            slot.change(window, commandOffset);
        }
    }

    private void addMissing(WindowKey key, Set<String> lackedConversations, Set<WindowKey> lackedWindows) {
        if (!conversations.containsKey(key.conversationId())) {
            lackedConversations.add(key.conversationId());
        }
        if (!windows.containsKey(key)) {
            lackedWindows.add(key);
        }
    }

    private static WindowKey windowKey(Event event) {
        return new WindowKey(
                event.getConversationId(),
                event.getSender().getUserId(),
                event.getSender().getDeviceId());
    }

    private static <T> Slot<T> loaded(@Nullable Slot<T> slot, Object name) {
        if (slot == null) {
            throw new IllegalStateException("not loaded: " + name + " (call missing and load first)");
        }
        return slot;
    }

    private static <T> void clean(@Nullable Slot<T> slot, long writeTimestamp) {
        if (slot != null && slot.writeTimestamp == writeTimestamp) {
            slot.dirty = false;
        }
    }

    private static <K, T> void evict(LinkedHashMap<K, Slot<T>> cache, int max) {
        Iterator<Slot<T>> leastRecent = cache.values().iterator();
        int surplus = cache.size() - max;
        while (surplus > 0 && leastRecent.hasNext()) {
            if (!leastRecent.next().dirty) {
                leastRecent.remove();
                surplus--;
            }
        }
    }
}
