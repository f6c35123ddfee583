package dev.parley.client;

import dev.parley.client.model.Position;
import java.util.Map;

/// Keeps positions over the life of the process, so that a new start fetches only what is new.
///
/// `save` runs after the listener has returned from the event: at least once over a crash between the two. A store
/// that shares its transaction with what the listener writes makes it exactly once.
public interface PositionStore {

    /// Called once, when the client is built.
    Map<String, Position> load();

    /// Called on the listener's thread, ascending per conversation and epoch.
    void save(String conversationId, Position position);

    /// Keeps nothing: every start begins with the whole history of all conversations.
    static PositionStore none() {
        return startingAt(Map.of());
    }

    /// Keeps nothing: this start begins at `positions`, for example those of a snapshot.
    static PositionStore startingAt(Map<String, Position> positions) {
        Map<String, Position> start = Map.copyOf(positions);
        return new PositionStore() {
            @Override
            public Map<String, Position> load() {
                return start;
            }

            @Override
            public void save(String conversationId, Position position) {}
        };
    }
}
