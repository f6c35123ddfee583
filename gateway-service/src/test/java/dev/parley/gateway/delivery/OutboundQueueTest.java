package dev.parley.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

final class OutboundQueueTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    OutboundQueueTest() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(200, 400));
    }

    private static ByteBuf frame(int number, int size) {
        return Unpooled.wrappedBuffer(new byte[size]).setInt(0, number);
    }

    @Test
    void whatAFullChannelDoesNotTake_waits_andFollowsInOrder() {
        OutboundQueue queue = new OutboundQueue(channel, 256, 1 << 20);
        for (int i = 0; i < 100; i++) {
            assertThat(queue.offer(frame(i, 100))).isTrue();
        }
        assertThat(channel.isWritable()).isFalse();

        int next = 0;
        while (next < 100) {
            channel.flush();
            queue.drain();
            for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                assertThat(out.getInt(0)).isEqualTo(next++);
                out.release();
            }
        }
    }

    @Test
    void aFrameTooMany_isRefusedAndReleased_notDroppedFromTheMiddle() {
        OutboundQueue queue = new OutboundQueue(channel, 4, 1 << 20);
        ByteBuf last = frame(0, 100);
        int taken = 0;
        while (queue.offer(last)) {
            taken++;
            last = frame(taken, 100);
        }

        assertThat(last.refCnt()).isZero();
        assertThat(taken).as("what the channel took, and four").isBetween(5, 10);
    }

    @Test
    void bytesAreBoundedToo() {
        OutboundQueue queue = new OutboundQueue(channel, 256, 1_000);
        while (channel.isWritable()) {
            queue.offer(frame(0, 100));
        }

        assertThat(queue.offer(frame(1, 900))).isTrue();
        assertThat(queue.offer(frame(2, 101))).isFalse();
        assertThat(queue.offer(frame(3, 100))).isTrue();
    }

    @Test
    void clear_releasesWhatWaited() {
        OutboundQueue queue = new OutboundQueue(channel, 256, 1 << 20);
        while (channel.isWritable()) {
            queue.offer(frame(0, 100));
        }
        ByteBuf waiting = frame(1, 100);
        queue.offer(waiting);

        queue.clear();

        assertThat(waiting.refCnt()).isZero();
    }
}
