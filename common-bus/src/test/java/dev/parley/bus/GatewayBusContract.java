package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every gateway bus does.
@Timeout(30)
public abstract class GatewayBusContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    protected final String address = "gw-" + UUID.randomUUID().toString().substring(0, 8);

    private final Recorder recorder = new Recorder();

    protected abstract GatewayBus bus();

    /// Another publisher on the same wire.
    protected abstract GatewayBus otherPublisher();

    /// Cuts the subscriber's link and lets it come back.
    protected abstract void cutAndRestoreLink();

    @Test
    void frames_arriveInOrder_numberedFromOne_onOneThread() {
        try (var ignored = bus().subscribe(address, recorder)) {
            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<Long>> sent = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    sent.add(bus().publish(address, delivery("u" + (round * 100 + i)))
                            .toCompletableFuture());
                }
                get(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
            }

            await().atMost(SOON).until(() -> recorder.frames.size() == 2_000);
            for (int i = 0; i < 2_000; i++) {
                assertThat(recorder.frames.get(i).getNumber()).isEqualTo(i + 1);
                assertThat(recorder.user(i)).isEqualTo("u" + i);
            }
            assertThat(recorder.threads).hasSize(1);
        }
    }

    @Test
    void publishToNobody_tellsSo() {
        assertThat(get(bus().publish("gw-nobody-" + address, delivery("u")))).isZero();
    }

    @Test
    void publish_tellsThatItWasHeard() {
        try (var ignored = bus().subscribe(address, recorder)) {
            assertThat(get(bus().publish(address, delivery("u")))).isEqualTo(1);
        }
    }

    @Test
    void publishersNumberApart_andUnderTheirOwnNames() {
        try (var ignored = bus().subscribe(address, recorder)) {
            get(bus().publish(address, delivery("a")));
            get(otherPublisher().publish(address, delivery("b")));

            await().atMost(SOON).until(() -> recorder.frames.size() == 2);
            assertThat(recorder.frames).extracting(BusFrame::getNumber).containsOnly(1L);
            assertThat(recorder.frames)
                    .extracting(BusFrame::getPublisher)
                    .doesNotHaveDuplicates()
                    .doesNotContain("");
        }
    }

    @Test
    void heartbeatAndHint_takeNoNumber() {
        try (var ignored = bus().subscribe(address, recorder)) {
            get(bus().heartbeat(address));
            get(bus().publish(address, delivery("a")));
            get(bus().publishHint(address, delivery("h")));
            get(bus().heartbeat(address));
            get(bus().publish(address, delivery("b")));

            await().atMost(SOON).until(() -> recorder.frames.size() == 5);
            assertThat(recorder.frames).extracting(BusFrame::getNumber).containsExactly(0L, 1L, 0L, 1L, 2L);
        }
    }

    @Test
    void otherAddresses_areNotHeard_norAnythingAfterTheClose() {
        try (var ignored = bus().subscribe(address, recorder)) {
            get(bus().publish(address + "-other", delivery("x")));
            get(bus().publish(address, delivery("a")));
            await().atMost(SOON).until(() -> !recorder.frames.isEmpty());
        }
        await().atMost(SOON).until(() -> get(bus().publish(address, delivery("late"))) == 0);

        assertThat(recorder.frames).hasSize(1);
        assertThat(recorder.user(0)).isEqualTo("a");
    }

    @Test
    void listenerThatThrows_hearsTheNextFrame() {
        Recorder throwing = new Recorder() {
            @Override
            public void onFrame(BusFrame frame) {
                super.onFrame(frame);
                throw new IllegalStateException("the listener's own failure");
            }
        };
        try (var ignored = bus().subscribe(address, throwing)) {
            get(bus().publish(address, delivery("a")));
            get(bus().publish(address, delivery("b")));

            await().atMost(SOON).until(() -> throwing.frames.size() == 2);
        }
    }

    @Test
    void lostLink_isToldOnceItIsBack_beforeTheFramesAfterIt() {
        try (var ignored = bus().subscribe(address, recorder)) {
            get(bus().publish(address, delivery("before")));
            await().atMost(SOON).until(() -> recorder.frames.size() == 1);
            assertThat(recorder.restored).hasValue(0);

            cutAndRestoreLink();

            await().atMost(SOON).until(() -> recorder.restored.get() == 1);
            get(bus().publish(address, delivery("after")));
            await().atMost(SOON).until(() -> recorder.frames.size() == 2);
            assertThat(recorder.user(1)).isEqualTo("after");
        }
    }

    private static List<Delivery> delivery(String user) {
        return List.of(Delivery.newBuilder()
                .setEvent(EventDelivery.newBuilder().addUserIds(user))
                .build());
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static class Recorder implements GatewayBus.Listener {

        final List<BusFrame> frames = Collections.synchronizedList(new ArrayList<>());
        final Set<String> threads = ConcurrentHashMap.newKeySet();
        final AtomicInteger restored = new AtomicInteger();

        @Override
        public void onFrame(BusFrame frame) {
            threads.add(Thread.currentThread().getName());
            frames.add(frame);
        }

        @Override
        public void onLinkRestored() {
            threads.add(Thread.currentThread().getName());
            restored.incrementAndGet();
        }

        String user(int frame) {
            return frames.get(frame).getDeliveries(0).getEvent().getUserIds(0);
        }
    }
}
