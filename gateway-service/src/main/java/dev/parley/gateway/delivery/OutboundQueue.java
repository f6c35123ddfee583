package dev.parley.gateway.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Step 8 of docs/message-path.md.
///
/// What waits for one socket. While the client reads, frames go straight to the channel; once its buffer is above the
/// high water mark they wait here, bounded in number and bytes. A full queue refuses the frame, and the caller then
/// closes the socket: a frame is never dropped out of the middle. Order is kept. Not thread-safe: the socket's event
/// loop owns it. Writes only; flushing is the caller's, once per turn of the loop.
public final class OutboundQueue {

    private final Channel channel;
    private final int maxFrames;
    private final long maxBytes;
    private @Nullable Deque<ByteBuf> waiting;
    private long waitingBytes;

    public OutboundQueue(Channel channel, int maxFrames, long maxBytes) {
        this.channel = channel;
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
    }

    /// Takes over the frame.
    ///
    /// @return false if the bound is reached; the frame is then released
    public boolean offer(ByteBuf frame) {
        if (waiting == null && channel.isWritable()) {
            channel.write(frame, channel.voidPromise());
            return true;
        }
        Deque<ByteBuf> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>();
            waiting = queue;
        }
        if (queue.size() >= maxFrames || waitingBytes + frame.readableBytes() > maxBytes) {
            frame.release();
            return false;
        }
        queue.add(frame);
        waitingBytes += frame.readableBytes();
        return true;
    }

    /// Hands over what the channel takes; called when it became writable.
    public void drain() {
        Deque<ByteBuf> queue = waiting;
        while (queue != null && channel.isWritable()) {
            ByteBuf frame = queue.poll();
            if (frame == null) {
                // Most sockets never queue; those that did must not keep the memory.
                waiting = null;
                return;
            }
            waitingBytes -= frame.readableBytes();
            channel.write(frame, channel.voidPromise());
        }
        if (queue != null && queue.isEmpty()) {
            waiting = null;
        }
    }

    /// Hands over everything, whether the channel is writable or not: before a goodbye.
    public void force() {
        Deque<ByteBuf> queue = waiting;
        waiting = null;
        waitingBytes = 0;
        if (queue != null) {
            queue.forEach(frame -> channel.write(frame, channel.voidPromise()));
        }
    }

    /// Lets go of everything: the socket is closing and the client will ask again.
    public void clear() {
        Deque<ByteBuf> queue = waiting;
        waiting = null;
        waitingBytes = 0;
        if (queue != null) {
            queue.forEach(ByteBuf::release);
        }
    }
}
