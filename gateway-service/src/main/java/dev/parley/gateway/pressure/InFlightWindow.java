package dev.parley.gateway.pressure;

import dev.parley.contract.ProtocolLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The un-acked commands of one session, per conversation. A command sent again holds the slot it has: it never counts
/// twice, so a lost ack cannot shrink the window. Not thread-safe; the session's event loop owns it.
///
/// The bound of the protocol is per device over all sessions. A new session starts empty, and what it sends first are
/// the re-sends of the old one's un-acked commands, so the bound holds for every client that keeps the protocol; one
/// that does not only outruns its own dedup window.
public final class InFlightWindow {

    private final Map<String, Set<String>> clientIdsByConversation = new HashMap<>(4);

    /// Takes a slot, or finds the command in flight already.
    ///
    /// @return false if the window of this conversation is full
    public boolean tryEnter(String conversationId, String clientId) {
        Set<String> inFlight = clientIdsByConversation.computeIfAbsent(conversationId, any -> new HashSet<>(4));
        if (inFlight.size() >= ProtocolLimits.MAX_IN_FLIGHT && !inFlight.contains(clientId)) {
            return false;
        }
        inFlight.add(clientId);
        return true;
    }

    /// Whether {@link #tryEnter} would succeed.
    public boolean hasRoom(String conversationId, String clientId) {
        Set<String> inFlight = clientIdsByConversation.get(conversationId);
        return inFlight == null || inFlight.size() < ProtocolLimits.MAX_IN_FLIGHT || inFlight.contains(clientId);
    }

    /// The command has its answer.
    public void leave(String conversationId, String clientId) {
        Set<String> inFlight = clientIdsByConversation.get(conversationId);
        if (inFlight != null && inFlight.remove(clientId) && inFlight.isEmpty()) {
            clientIdsByConversation.remove(conversationId);
        }
    }

    /// The command has its answer, and the answer does not name the conversation.
    public void leave(String clientId) {
        for (Map.Entry<String, Set<String>> conversation : clientIdsByConversation.entrySet()) {
            if (conversation.getValue().contains(clientId)) {
                leave(conversation.getKey(), clientId);
                return;
            }
        }
    }

    /// Un-acked commands of all conversations.
    public int size() {
        return clientIdsByConversation.values().stream().mapToInt(Set::size).sum();
    }
}
