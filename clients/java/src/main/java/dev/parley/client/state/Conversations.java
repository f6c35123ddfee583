package dev.parley.client.state;

import dev.parley.client.ClientListener;
import dev.parley.client.model.Position;
import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All conversations of a user beside their messages. A new device starts from a snapshot and follows by events:
///
/// ```java
/// Conversations conversations = Conversations.snapshot(rest);
/// ParleyClient.builder().positionStore(PositionStore.startingAt(conversations.positions())).listener(conversations)…
/// ```
///
/// Once the client is settled they equal those of a device that replayed everything (see {@link ConversationState} for
/// what a torn snapshot does until then). Conversations that appear later come by their events; one that this user
/// joined late, or of which events were skipped, is not whole until {@link #complete} gave it a snapshot. Any
/// thread; a listener that does more calls these methods from its own.
public final class Conversations implements ClientListener {

    private final Map<String, ConversationState> states = new ConcurrentHashMap<>();

    public Conversations(List<ConversationSummary> start) {
        start.forEach(summary -> states.put(summary.conversationId(), ConversationState.of(summary)));
    }

    /// Reads all pages of the list. Blocks.
    public static Conversations snapshot(ParleyRest rest) {
        return new Conversations(rest.conversations());
    }

    /// What is to be given to a client, so that only what is newer is replayed.
    public Map<String, Position> positions() {
        Map<String, Position> positions = new HashMap<>();
        states.forEach((id, state) -> positions.put(id, new Position(state.lastSeq(), 0)));
        return positions;
    }

    public List<ConversationState> all() {
        return List.copyOf(states.values());
    }

    public Optional<ConversationState> find(String conversationId) {
        return Optional.ofNullable(states.get(conversationId));
    }

    /// Everything up to this ordinal is read.
    public void read(String conversationId, long ordinal) {
        states.computeIfPresent(conversationId, (id, state) -> state.read(ordinal));
    }

    /// Makes a state whole. False: the snapshot is older than what was folded already, because the list is
    /// behind the log by up to two seconds; ask again.
    public boolean complete(ConversationSummary snapshot) {
        ConversationState whole = ConversationState.of(snapshot);
        return states.merge(
                        snapshot.conversationId(),
                        whole,
                        (known, fresh) -> known.isWhole() || fresh.lastSeq() < known.lastSeq() ? known : fresh)
                .isWhole();
    }

    @Override
    public void onEvent(Event event) {
        states.compute(
                event.getConversationId(), (id, state) -> orNone(id, state).after(event));
    }

    @Override
    public void onGap(String conversationId, long from, long to) {
        states.compute(conversationId, (id, state) -> orNone(id, state).afterGap(to));
    }

    @Override
    public void onRestarted(String conversationId, long epoch) {
        states.put(conversationId, ConversationState.none(conversationId));
    }

    private static ConversationState orNone(String id, @Nullable ConversationState state) {
        return state == null ? ConversationState.none(id) : state;
    }
}
