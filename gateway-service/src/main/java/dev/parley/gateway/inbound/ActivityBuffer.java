package dev.parley.gateway.inbound;

import dev.parley.gateway.session.Session;
import dev.parley.proto.log.Activity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The marks and typing of one session since the last flush: one record per conversation, however many frames. Marks
/// only grow, so the greatest says all. Not thread-safe; the session's event loop owns it.
final class ActivityBuffer {

    private static final int MAX_CONVERSATIONS = 512;

    private @Nullable Map<String, Activity.Builder> byConversation;

    void received(String conversationId, long seq) {
        Activity.Builder activity = of(conversationId);
        if (activity != null) {
            activity.setDeliveredSeq(Math.max(activity.getDeliveredSeq(), seq));
        }
    }

    /// Read implies received.
    void read(String conversationId, long seq) {
        received(conversationId, seq);
        Activity.Builder activity = of(conversationId);
        if (activity != null) {
            activity.setReadSeq(Math.max(activity.getReadSeq(), seq));
        }
    }

    void typing(String conversationId) {
        Activity.Builder activity = of(conversationId);
        if (activity != null) {
            activity.setTyping(true);
        }
    }

    void flush(Session session, CommandSink sink) {
        Map<String, Activity.Builder> noted = byConversation;
        byConversation = null;
        if (noted == null) {
            return;
        }
        noted.forEach((conversationId, activity) -> sink.publish(activity.setConversationId(conversationId)
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .build()));
    }

    /// Null: too many conversations at once; marks are repeated, typing is worthless late.
    private Activity.@Nullable Builder of(String conversationId) {
        Map<String, Activity.Builder> noted = byConversation;
        if (noted == null) {
            noted = new HashMap<>(4);
            byConversation = noted;
        }
        Activity.Builder present = noted.get(conversationId);
        if (present == null && noted.size() < MAX_CONVERSATIONS) {
            present = Activity.newBuilder();
            noted.put(conversationId, present);
        }
        return present;
    }
}
