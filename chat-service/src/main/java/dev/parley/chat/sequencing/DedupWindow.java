package dev.parley.chat.sequencing;

import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.DedupSnapshot;
import dev.parley.proto.v1.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The last {@link ProtocolLimits#DEDUP_WINDOW} accepted commands of one device in one conversation. A device may
/// have 32 un-acked commands and re-sends those first, so a retry is always inside, however late it comes. Client ids
/// are kept as 64-bit hashes: two of the 128 collide with a chance of 10^-15, and then the later one would pass for a
/// repeat.
public final class DedupWindow {

    /// An accepted command.
    record Entry(long clientHash, long seq, long ordinal, long messageId) {}

    private final Deque<Entry> entries;

    DedupWindow() {
        entries = new ArrayDeque<>(4);
    }

    static DedupWindow of(DedupSnapshot snapshot) {
        DedupWindow window = new DedupWindow();
        for (int i = 0; i < snapshot.getClientHashesCount(); i++) {
            window.entries.addLast(new Entry(
                    snapshot.getClientHashes(i),
                    snapshot.getSeqs(i),
                    snapshot.getOrdinals(i),
                    snapshot.getMessageIds(i)));
        }
        return window;
    }

    /// The first acceptance of `clientId`, if it is remembered. Newest first: retries are of late commands.
    @Nullable
    Entry find(String clientId) {
        if (entries.isEmpty()) {
            return null;
        }
        long hash = Identifiers.clientHash(clientId);
        for (Iterator<Entry> newestFirst = entries.descendingIterator(); newestFirst.hasNext(); ) {
            Entry entry = newestFirst.next();
            if (entry.clientHash() == hash) {
                return entry;
            }
        }
        return null;
    }

    /// Remembers an accepted command. An event at or below the last one is in here already: this row may be newer
    /// than the conversation's, because each is written by itself. True if it was new.
    boolean add(Event event) {
        if (event.getSeq() <= lastSeq()) {
            return false;
        }
        if (entries.size() == ProtocolLimits.DEDUP_WINDOW) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(
                Identifiers.clientHash(event.getClientId()), event.getSeq(), event.getOrdinal(), event.getMessageId()));
        return true;
    }

    /// Seq of the last accepted command; 0 if there is none.
    long lastSeq() {
        return entries.isEmpty() ? 0 : entries.getLast().seq();
    }

    DedupSnapshot snapshot() {
        DedupSnapshot.Builder snapshot = DedupSnapshot.newBuilder();
        for (Entry entry : entries) {
            snapshot.addClientHashes(entry.clientHash())
                    .addSeqs(entry.seq())
                    .addOrdinals(entry.ordinal())
                    .addMessageIds(entry.messageId());
        }
        return snapshot.build();
    }
}
