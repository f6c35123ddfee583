package dev.parley.gateway.fallback;

import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Tells a client that came back with a token the events it missed, in order, before those that happen now; a client
/// that only listens needs no `sync` then. One page at a time, the next when the last was taken. What history does not
/// give in a few pages is told as heads, and the client syncs. Not thread-safe; the stream's event loop owns it.
final class Replay {

    private static final int MAX_PAGES = 8;
    private static final int PAGE_EVENTS = 200;

    /// More live events than this behind a replay: the client finds the hole and syncs.
    private static final int MAX_HELD = 256;

    /// Where the events come from.
    interface Pages {

        /// Empty: history cannot be reached.
        CompletionStage<Optional<Page>> after(Sync sync);
    }

    private final Pages pages;
    private final Executor loop;
    private final Consumer<Frame> out;
    private final BooleanSupplier drained;
    private final Map<String, Long> positions = new HashMap<>();
    private final List<Frame> held = new ArrayList<>();
    private Map<String, Long> heads = Map.of();
    private int fetched;
    private boolean wantsMore;

    /// @param drained whether all that was told has been taken
    Replay(Pages pages, Executor loop, Consumer<Frame> out, BooleanSupplier drained) {
        this.pages = pages;
        this.loop = loop;
        this.out = out;
        this.drained = drained;
    }

    /// @param behind the last seq the client has, of each conversation it is behind in
    /// @param heads the newest seqs
    void begin(Map<String, Long> behind, Map<String, Long> heads) {
        if (!behind.isEmpty()) {
            positions.putAll(behind);
            this.heads = heads;
            fetch();
        }
    }

    /// Everything so far was taken.
    void goOn() {
        if (wantsMore) {
            wantsMore = false;
            fetch();
        }
    }

    /// Keeps a live event that must not overtake the replay of its conversation.
    boolean holdsBack(Frame frame) {
        if (!frame.hasEvent() || !positions.containsKey(frame.getEvent().getConversationId())) {
            return false;
        }
        if (held.size() < MAX_HELD) {
            held.add(frame);
        }
        return true;
    }

    private void fetch() {
        fetched++;
        Sync sync = Sync.newBuilder()
                .putAllPositions(positions)
                .setLimit(PAGE_EVENTS)
                .build();
        pages.after(sync).exceptionally(failure -> Optional.empty()).thenAccept(page -> loop.execute(() -> take(page)));
    }

    private void take(Optional<Page> page) {
        page.ifPresent(this::tell);
        boolean whole = positions.entrySet().stream()
                .allMatch(position -> position.getValue() >= heads.getOrDefault(position.getKey(), 0L));
        if (page.isPresent() && !whole && fetched < MAX_PAGES) {
            wantsMore = true;
            if (drained.getAsBoolean()) {
                goOn();
            }
        } else {
            end(whole);
        }
    }

    private void tell(Page page) {
        List<Gap> gaps = new ArrayList<>(page.getGapsList());
        gaps.sort(Comparator.comparing(Gap::getConversationId).thenComparing(Gap::getFrom));
        for (Event event : page.getEventsList()) {
            gaps.removeIf(gap -> gap.getConversationId().equals(event.getConversationId())
                    && gap.getFrom() < event.getSeq()
                    && tell(gap));
            if (moves(event.getConversationId(), event.getSeq())) {
                out.accept(Frame.newBuilder().setEvent(event).build());
            }
        }
        gaps.forEach(this::tell);
    }

    private boolean tell(Gap gap) {
        if (moves(gap.getConversationId(), gap.getTo())) {
            out.accept(Frame.newBuilder().setGap(gap).build());
        }
        return true;
    }

    private boolean moves(String conversationId, long seq) {
        Long earlier = positions.get(conversationId);
        if (earlier == null || earlier >= seq) {
            return false;
        }
        positions.put(conversationId, seq);
        return true;
    }

    private void end(boolean whole) {
        if (!whole) {
            Map<String, Long> due = new TreeMap<>();
            positions.forEach((id, seq) -> {
                if (heads.getOrDefault(id, 0L) > seq) {
                    due.put(id, heads.getOrDefault(id, 0L));
                }
            });
            out.accept(Frame.newBuilder()
                    .setPage(Page.newBuilder().putAllHeads(due))
                    .build());
        }
        Map<String, Long> last = Map.copyOf(positions);
        positions.clear();
        held.forEach(frame -> {
            if (frame.getEvent().getSeq() > last.getOrDefault(frame.getEvent().getConversationId(), 0L)) {
                out.accept(frame);
            }
        });
        held.clear();
    }
}
