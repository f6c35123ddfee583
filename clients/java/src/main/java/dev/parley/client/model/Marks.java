package dev.parley.client.model;

import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Mark;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// `received` and `read` marks, coalesced: per conversation the newest only, at most {@link #PER_TURN} conversations
/// each {@link #PAUSE_MILLIS}. At least once over a reconnect: what was sent shortly before a connection was lost goes
/// again.
final class Marks {

    static final long PAUSE_MILLIS = 200;
    static final int PER_TURN = 5;
    private static final long DOUBTFUL_MILLIS = 30_000;

    private static final class State {
        long received;
        long receivedSent;
        long read;
        long readSent;
        long sentAtMillis;
    }

    private final Map<String, State> states = new HashMap<>();
    private final Set<String> dirty = new LinkedHashSet<>();
    private long nextTurnMillis;

    void received(String conversationId, long seq) {
        State state = state(conversationId);
        if (seq > state.received) {
            state.received = seq;
            dirty.add(conversationId);
        }
    }

    void read(String conversationId, long seq) {
        State state = state(conversationId);
        if (seq > state.read) {
            state.read = seq;
            dirty.add(conversationId);
        }
    }

    void restarted(String conversationId) {
        states.remove(conversationId);
        dirty.remove(conversationId);
    }

    void connectionLost(long nowMillis) {
        states.forEach((id, state) -> {
            if (nowMillis - state.sentAtMillis < DOUBTFUL_MILLIS) {
                state.receivedSent = 0;
                state.readSent = 0;
                dirty.add(id);
            }
        });
    }

    long pump(long nowMillis, ModelOutput output) {
        if (dirty.isEmpty()) {
            return ConversationOutbox.NEVER;
        }
        if (nowMillis < nextTurnMillis) {
            return nextTurnMillis;
        }
        int sent = 0;
        for (Iterator<String> ids = dirty.iterator(); ids.hasNext() && sent < PER_TURN; sent++) {
            String id = ids.next();
            ids.remove();
            send(id, state(id), nowMillis, output);
        }
        nextTurnMillis = nowMillis + PAUSE_MILLIS;
        return dirty.isEmpty() ? ConversationOutbox.NEVER : nextTurnMillis;
    }

    private static void send(String id, State state, long nowMillis, ModelOutput output) {
        state.sentAtMillis = nowMillis;
        if (state.read > state.readSent) {
            state.readSent = state.read;
            output.transmit(Frame.newBuilder().setRead(mark(id, state.read)).build());
        }
        // `read` implies `received`.
        if (state.received > Math.max(state.receivedSent, state.readSent)) {
            state.receivedSent = state.received;
            output.transmit(
                    Frame.newBuilder().setReceived(mark(id, state.received)).build());
        }
    }

    private static Mark.Builder mark(String id, long seq) {
        return Mark.newBuilder().setConversationId(id).setSeq(seq);
    }

    private State state(String conversationId) {
        return states.computeIfAbsent(conversationId, absent -> new State());
    }
}
