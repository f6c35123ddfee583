package dev.parley.gateway.fallback;

import dev.parley.proto.v1.Frame;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one stream has told its client of every conversation, as a token at any moment. Not thread-safe.
final class Told {

    /// The one that moved last at the end.
    private final LinkedHashMap<String, Long> recent = new LinkedHashMap<>();

    private final Map<String, Long> others = new HashMap<>();
    private long sum;

    /// @return whether the frame moves the token
    boolean note(Frame frame) {
        switch (frame.getBodyCase()) {
            case EVENT ->
                event(frame.getEvent().getConversationId(), frame.getEvent().getSeq());
            case GAP -> event(frame.getGap().getConversationId(), frame.getGap().getTo());
            case WELCOME -> frame.getWelcome().getHeadsMap().forEach(this::head);
            case PAGE -> frame.getPage().getHeadsMap().forEach(this::head);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// An event or the end of a gap went out.
    void event(String conversationId, long seq) {
        Long earlier = recent.remove(conversationId);
        if (earlier == null) {
            earlier = forget(conversationId);
        }
        recent.put(conversationId, Math.max(earlier, seq));
        if (recent.size() > ResumeToken.MAX_RECENT) {
            var eldest = recent.pollFirstEntry();
            remember(eldest.getKey(), eldest.getValue());
        }
    }

    /// A head went out; the client fetches what is below it.
    void head(String conversationId, long seq) {
        if (recent.computeIfPresent(conversationId, (id, earlier) -> Math.max(earlier, seq)) == null) {
            remember(conversationId, Math.max(forget(conversationId), seq));
        }
    }

    ResumeToken token() {
        Map<Long, Long> hashed = new LinkedHashMap<>();
        recent.forEach((id, seq) -> hashed.put(ResumeToken.hash(id), seq));
        return new ResumeToken(hashed, sum);
    }

    private void remember(String conversationId, long seq) {
        others.put(conversationId, seq);
        sum += ResumeToken.mix(conversationId, seq);
    }

    private long forget(String conversationId) {
        Long seq = others.remove(conversationId);
        if (seq == null) {
            return 0;
        }
        sum -= ResumeToken.mix(conversationId, seq);
        return seq;
    }
}
