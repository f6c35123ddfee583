package dev.parley.client.model;

import dev.parley.client.model.ConversationOutbox.Entry;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Refused;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Every command until its answer. Kept in memory: it survives connections and gateways, not the process.
final class Outbox {

    /// Refusals that say "later", not "no".
    private static final Set<String> TEMPORARY =
            Set.of(ErrorCode.RATE_LIMITED.name(), ErrorCode.TOO_MANY_IN_FLIGHT.name(), ErrorCode.UNAVAILABLE.name());

    private static final long DEFAULT_RETRY_MILLIS = 500;

    private final Map<String, ConversationOutbox> conversations = new LinkedHashMap<>();
    private final Map<String, Entry> byClientId = new HashMap<>();
    private final Map<String, Entry> byFrameId = new HashMap<>();
    private final CommandPacer pacer = new CommandPacer();
    private final RandomGenerator random;
    private int maxInFlight = ProtocolLimits.MAX_IN_FLIGHT;
    private long frameNumber;
    private long resends;

    Outbox(RandomGenerator random) {
        this.random = random;
    }

    void newSession(int announcedMaxInFlight, long nowMillis) {
        if (announcedMaxInFlight > 0) {
            maxInFlight = Math.min(announcedMaxInFlight, ProtocolLimits.MAX_IN_FLIGHT);
        }
        pacer.newSession(nowMillis);
    }

    /// Returns false if this `clientId` waits already.
    boolean add(OutgoingCommand command) {
        Entry entry = new Entry(command);
        if (byClientId.putIfAbsent(command.clientId(), entry) != null) {
            return false;
        }
        conversations
                .computeIfAbsent(command.conversationId(), absent -> new ConversationOutbox())
                .add(entry);
        return true;
    }

    int size() {
        return byClientId.size();
    }

    long resends() {
        return resends;
    }

    void connectionLost() {
        conversations.values().forEach(ConversationOutbox::connectionLost);
        byFrameId.clear();
    }

    long pump(long nowMillis, ModelOutput output) {
        long wakeAt = ConversationOutbox.NEVER;
        boolean[] outOfPace = {false};
        for (Iterator<ConversationOutbox> all = conversations.values().iterator(); all.hasNext(); ) {
            ConversationOutbox conversation = all.next();
            if (conversation.isEmpty()) {
                all.remove();
                continue;
            }
            wakeAt = Math.min(wakeAt, conversation.pump(nowMillis, maxInFlight, entry -> {
                if (outOfPace[0] || !pacer.tryTake(nowMillis)) {
                    outOfPace[0] = true;
                    return null;
                }
                return transmit(entry, output);
            }));
        }
        return outOfPace[0] ? Math.min(wakeAt, pacer.nextAt(nowMillis)) : wakeAt;
    }

    /// The command that this ack answers; empty for a repeat.
    Optional<OutgoingCommand> acked(Ack ack) {
        return take(ack.getClientId());
    }

    /// The command that came back as an event, because its ack was lost or went to an older session of this
    /// device.
    Optional<OutgoingCommand> seen(Event event) {
        return event.getClientId().isEmpty() ? Optional.empty() : take(event.getClientId());
    }

    /// The command, if it is refused for good. A temporary refusal leaves it where it stands and sets the time of
    /// its retry.
    Optional<OutgoingCommand> refused(String re, Refused refused, long nowMillis) {
        Entry entry = byClientId.get(refused.getClientId());
        if (entry == null) {
            entry = byFrameId.get(re);
        }
        if (entry == null) {
            return Optional.empty();
        }
        if (TEMPORARY.contains(refused.getCode()) || refused.getRetryAfterMillis() > 0) {
            ConversationOutbox conversation = conversations.get(entry.command.conversationId());
            // A refusal of an earlier sending must not stop one that is on its way again.
            if (conversation != null && (re.isEmpty() || re.equals(entry.frameId))) {
                conversation.holdFrom(entry, nowMillis + retryAfter(refused));
            }
            return Optional.empty();
        }
        if (entry.isOnItsWay() && !re.isEmpty() && !re.equals(entry.frameId)) {
            // It was sent again since, and what that comes to is not known: the sender may have been let in meanwhile.
            return Optional.empty();
        }
        return take(entry.command.clientId());
    }

    private long retryAfter(Refused refused) {
        long after = refused.getRetryAfterMillis() > 0 ? refused.getRetryAfterMillis() : DEFAULT_RETRY_MILLIS;
        return after + random.nextLong(after / 5 + 1);
    }

    private String transmit(Entry entry, ModelOutput output) {
        if (entry.frameId != null) {
            byFrameId.remove(entry.frameId);
        }
        if (entry.attempts > 0) {
            resends++;
        }
        String frameId = "c" + ++frameNumber;
        byFrameId.put(frameId, entry);
        output.transmit(entry.command.toFrame(frameId));
        return frameId;
    }

    private Optional<OutgoingCommand> take(String clientId) {
        @Nullable Entry entry = byClientId.remove(clientId);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.frameId != null) {
            byFrameId.remove(entry.frameId);
        }
        ConversationOutbox conversation = conversations.get(entry.command.conversationId());
        if (conversation != null) {
            conversation.remove(clientId);
        }
        return Optional.of(entry.command);
    }
}
