package dev.parley.client.model;

import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Gap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// All conversations of the device: where each stands and which of them lack something.
final class Timelines implements ConversationTimeline.Release {

    private final Map<String, ConversationTimeline> timelines = new LinkedHashMap<>();
    private final Set<String> behind = new LinkedHashSet<>();
    private final HeldBytes heldBytes = new HeldBytes();
    private final ModelOutput output;
    private long released;
    private long repeats;

    Timelines(Map<String, Position> start, ModelOutput output) {
        this.output = output;
        start.forEach((id, position) -> timelines.put(id, new ConversationTimeline(id, position, heldBytes)));
    }

    void offer(Event event) {
        ConversationTimeline timeline = timeline(event.getConversationId());
        if (!timeline.offer(event, this)) {
            repeats++;
        }
        note(event.getConversationId(), timeline);
    }

    void gap(Gap gap) {
        ConversationTimeline timeline = timeline(gap.getConversationId());
        timeline.gap(gap.getFrom(), gap.getTo(), gap.getInHistory(), this);
        note(gap.getConversationId(), timeline);
    }

    void heads(Map<String, Long> heads) {
        heads.forEach((id, head) -> {
            ConversationTimeline timeline = timeline(id);
            timeline.head(head);
            note(id, timeline);
        });
    }

    /// To be called before the heads of the same frame: a restart forgets the head. Returns what was restarted.
    Set<String> epochs(Map<String, Long> epochs) {
        Set<String> restarted = new LinkedHashSet<>();
        epochs.forEach((id, epoch) -> {
            ConversationTimeline timeline = timeline(id);
            // Epochs only grow; an older one is a late frame.
            if (epoch > timeline.epoch()) {
                boolean held = timeline.position() > 0;
                timeline.restart(epoch);
                restarted.add(id);
                note(id, timeline);
                if (held) {
                    output.restarted(id, epoch);
                }
            }
        });
        return restarted;
    }

    long position(String conversationId) {
        ConversationTimeline timeline = timelines.get(conversationId);
        return timeline == null ? 0 : timeline.position();
    }

    long epoch(String conversationId) {
        ConversationTimeline timeline = timelines.get(conversationId);
        return timeline == null ? 0 : timeline.epoch();
    }

    boolean isAnyBehind() {
        return !behind.isEmpty();
    }

    /// At most `limit` of those that lack something, longest waiting first, and no more of them than it
    /// takes to lack `events`: asking for what does not fit the page would cost the server a look at each.
    Map<String, Long> positionsBehind(int limit, int events) {
        Map<String, Long> positions = new LinkedHashMap<>();
        long lacking = 0;
        for (String id : behind) {
            if (positions.size() == limit || lacking >= events) {
                break;
            }
            positions.put(id, position(id));
            lacking += timeline(id).lacking();
        }
        return positions;
    }

    /// The next request begins with others, so that a conversation whose history is stuck does not keep the rest
    /// waiting.
    void rotate(Set<String> asked) {
        asked.forEach(id -> {
            if (behind.remove(id)) {
                behind.add(id);
            }
        });
    }

    Map<String, Long> positions() {
        Map<String, Long> positions = new LinkedHashMap<>();
        timelines.forEach((id, timeline) -> {
            if (timeline.position() > 0) {
                positions.put(id, timeline.position());
            }
        });
        return positions;
    }

    /// Grows with every seq that was handed over or skipped; tells whether a page brought anything.
    long released() {
        return released;
    }

    long repeats() {
        return repeats;
    }

    @Override
    public void event(Event event) {
        released++;
        output.deliver(event);
    }

    @Override
    public void gap(String conversationId, long from, long to, boolean inHistory) {
        released++;
        if (inHistory) {
            output.skipped(conversationId, from, to);
        } else {
            output.gap(conversationId, from, to);
        }
    }

    private ConversationTimeline timeline(String conversationId) {
        return timelines.computeIfAbsent(conversationId, id -> new ConversationTimeline(id, Position.NONE, heldBytes));
    }

    private void note(String conversationId, ConversationTimeline timeline) {
        if (timeline.isBehind()) {
            behind.add(conversationId);
        } else {
            behind.remove(conversationId);
        }
    }
}
