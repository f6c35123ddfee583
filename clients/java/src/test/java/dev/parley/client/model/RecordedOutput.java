package dev.parley.client.model;

import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Refused;
import java.util.ArrayList;
import java.util.List;

/// Keeps what a model wanted done.
final class RecordedOutput implements ModelOutput {

    final List<Frame> frames = new ArrayList<>();
    final List<Event> delivered = new ArrayList<>();
    final List<String> acked = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> gaps = new ArrayList<>();
    final List<String> skipped = new ArrayList<>();
    boolean takesPage = true;
    final List<Frame> notices = new ArrayList<>();
    final List<String> restarted = new ArrayList<>();

    @Override
    public void transmit(Frame frame) {
        frames.add(frame);
    }

    @Override
    public void deliver(Event event) {
        delivered.add(event);
    }

    @Override
    public void gap(String conversationId, long from, long to) {
        gaps.add(conversationId + " " + from + "-" + to);
    }

    @Override
    public void skipped(String conversationId, long from, long to) {
        skipped.add(conversationId + " " + from + "-" + to);
    }

    @Override
    public boolean takesPage() {
        return takesPage;
    }

    @Override
    public void restarted(String conversationId, long epoch) {
        restarted.add(conversationId + " " + epoch);
    }

    @Override
    public void acked(OutgoingCommand command, Ack ack) {
        acked.add(command.clientId());
    }

    @Override
    public void refused(OutgoingCommand command, Refused why) {
        refused.add(command.clientId() + " " + why.getCode());
    }

    @Override
    public void notice(Frame frame) {
        notices.add(frame);
    }

    /// The frames since the last call.
    List<Frame> takeFrames() {
        List<Frame> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    List<String> takeSent() {
        return takeFrames().stream()
                .filter(Frame::hasSend)
                .map(frame -> frame.getSend().getClientId())
                .toList();
    }

    List<Long> seqs() {
        return delivered.stream().map(Event::getSeq).toList();
    }
}
