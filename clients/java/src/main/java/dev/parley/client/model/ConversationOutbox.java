package dev.parley.client.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The commands of one conversation that have no answer yet, in the order in which they were given. First in, first
/// out on the wire: a command that waits for its retry time holds back all behind it. At most `maxInFlight` are on the
/// way.
final class ConversationOutbox {

    static final long NEVER = Long.MAX_VALUE;

    /// Without an answer for this long a command is sent again on the same connection: an ack or refusal may be
    /// lost on the bus while the connection lives. Doubles with each attempt up to the maximum.
    static final long ANSWER_TIMEOUT_MILLIS = 5_000;

    static final long MAX_ANSWER_TIMEOUT_MILLIS = 20_000;

    static final class Entry {
        final OutgoingCommand command;

        @Nullable
        String frameId;

        boolean inFlight;
        long sentAtMillis;
        long notBeforeMillis;
        int attempts;

        Entry(OutgoingCommand command) {
            this.command = command;
        }

        /// Sent, and no answer to the last sending yet.
        boolean isOnItsWay() {
            return inFlight;
        }

        private long answerDueMillis() {
            long timeout = ANSWER_TIMEOUT_MILLIS << Math.min(2, Math.max(0, attempts - 1));
            return sentAtMillis + Math.min(timeout, MAX_ANSWER_TIMEOUT_MILLIS);
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    void add(Entry entry) {
        entries.put(entry.command.clientId(), entry);
    }

    void remove(String clientId) {
        entries.remove(clientId);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// The connection is gone: everything without an answer goes again, first and in order.
    void connectionLost() {
        entries.values().forEach(entry -> entry.inFlight = false);
    }

    /// The server said "later" to this command, and by its rule says so to every later one of the conversation:
    /// they all go again, in order, whether or not their own refusal was heard yet.
    void holdFrom(Entry refused, long notBeforeMillis) {
        boolean later = false;
        for (Entry entry : entries.values()) {
            later |= entry == refused;
            if (later) {
                entry.inFlight = false;
            }
        }
        refused.notBeforeMillis = notBeforeMillis;
    }

    /// Sends what may be sent now; `transmit` gives the frame id, or null if the pace does not allow more now.
    /// Returns when to ask again.
    long pump(long nowMillis, int maxInFlight, Function<Entry, @Nullable String> transmit) {
        expire(nowMillis);
        long wakeAt = NEVER;
        int inFlight = 0;
        for (Entry entry : entries.values()) {
            if (inFlight >= maxInFlight) {
                break;
            }
            if (!entry.inFlight) {
                if (entry.notBeforeMillis > nowMillis) {
                    return Math.min(wakeAt, entry.notBeforeMillis);
                }
                String frameId = transmit.apply(entry);
                if (frameId == null) {
                    break;
                }
                entry.frameId = frameId;
                entry.inFlight = true;
                entry.sentAtMillis = nowMillis;
                entry.attempts++;
            }
            inFlight++;
            wakeAt = Math.min(wakeAt, entry.answerDueMillis());
        }
        return wakeAt;
    }

    /// One overdue answer makes all behind it suspect: they go again in order, which the server's dedup makes
    /// harmless.
    private void expire(long nowMillis) {
        boolean overdue = false;
        for (Entry entry : entries.values()) {
            if (!entry.inFlight) {
                continue;
            }
            overdue |= entry.answerDueMillis() <= nowMillis;
            if (overdue) {
                entry.inFlight = false;
            }
        }
    }
}
