package dev.parley.bench;

import dev.parley.bench.measure.Ledger;
import dev.parley.bench.wire.SessionListener;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import java.util.HashMap;
import java.util.Map;

/// Books what one session hears about the messages of this run. Called on one event loop only.
final class MessageListener implements SessionListener {

    private final Ledger ledger;
    private final String clientIds;
    private final int receiver;
    private final Closes closed;
    private final Map<String, Long> lastSeqs = new HashMap<>();

    /// @param receiver this session's number among the receivers of each message; -1 if it only sends
    /// @param closed counts sessions the server ended
    MessageListener(Ledger ledger, String clientIds, int receiver, Closes closed) {
        this.ledger = ledger;
        this.clientIds = clientIds;
        this.receiver = receiver;
        this.closed = closed;
    }

    @Override
    public void onFrame(Frame frame, long nanos) {
        switch (frame.getBodyCase()) {
            case EVENT -> onEvent(frame.getEvent(), nanos);
            case ACK -> {
                int message = message(frame.getAck().getClientId());
                if (message >= 0) {
                    ledger.acked(message, frame.getAck().getSeq(), nanos);
                }
            }
            case REFUSED -> {
                int message = message(frame.getRefused().getClientId());
                if (message >= 0) {
                    ledger.refused(message);
                }
            }
            default -> {
                // Heads, receipts and pongs are not what this run measures.
            }
        }
    }

    @Override
    public void onClosed(int code, String reason) {
        closed.count(code, reason);
    }

    private void onEvent(Event event, long nanos) {
        int message = message(event.getClientId());
        if (message >= 0 && receiver >= 0) {
            long last = lastSeqs.getOrDefault(event.getConversationId(), 0L);
            ledger.received(message, receiver, event.getSeq(), last, nanos);
        }
        lastSeqs.merge(event.getConversationId(), event.getSeq(), Math::max);
    }

    private int message(String clientId) {
        return clientId.startsWith(clientIds) ? Integer.parseInt(clientId.substring(clientIds.length())) : -1;
    }
}
