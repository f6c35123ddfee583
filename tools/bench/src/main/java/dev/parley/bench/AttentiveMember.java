package dev.parley.bench;

import dev.parley.bench.wire.SessionListener;
import dev.parley.bench.wire.WireSession;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Mark;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A member who says `received` to every message of one conversation at once and `read` a random while later,
/// one frame for each, and counts what it is told of others. It coalesces nothing: that is for the server to
/// do.
final class AttentiveMember implements SessionListener {

    private final String conversationId;
    private final SplittableRandom random;
    private final int readWithinMillis;
    private final AtomicReference<@Nullable WireSession> session = new AtomicReference<>();
    private final LongAdder marksSent = new LongAdder();
    private final LongAdder receiptsHeard = new LongAdder();

    AttentiveMember(String conversationId, long seed, int readWithinMillis) {
        this.conversationId = conversationId;
        this.random = new SplittableRandom(seed);
        this.readWithinMillis = readWithinMillis;
    }

    void opened(WireSession opened) {
        session.set(opened);
    }

    WireSession session() {
        return Objects.requireNonNull(session.get(), "not connected");
    }

    String conversationId() {
        return conversationId;
    }

    long marksSent() {
        return marksSent.sum();
    }

    long receiptsHeard() {
        return receiptsHeard.sum();
    }

    void reset() {
        marksSent.reset();
        receiptsHeard.reset();
    }

    @Override
    public void onFrame(Frame frame, long nanos) {
        if (frame.hasReceipt()) {
            receiptsHeard.increment();
        } else if (frame.hasEvent()
                && frame.getEvent().hasMessage()
                && frame.getEvent().getConversationId().equals(conversationId)) {
            Mark mark = Mark.newBuilder()
                    .setConversationId(conversationId)
                    .setSeq(frame.getEvent().getSeq())
                    .build();
            send(Frame.newBuilder().setReceived(mark).build());
            Executor later = CompletableFuture.delayedExecutor(random.nextInt(readWithinMillis), TimeUnit.MILLISECONDS);
            later.execute(() -> send(Frame.newBuilder().setRead(mark).build()));
        }
    }

    private void send(Frame mark) {
        WireSession open = session.get();
        if (open != null && open.isOpen()) {
            marksSent.increment();
            open.send(mark);
        }
    }
}
