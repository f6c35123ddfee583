package dev.parley.router.delivery;

import dev.parley.bus.GatewayBus;
import dev.parley.proto.log.Delivery;
import dev.parley.router.RouterMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/// Publishes one frame per address, more only where one would exceed {@link #MAX_FRAME_BYTES}. All go out
/// together; at one address in order.
public final class BusSender {

    /// A frame is held whole in several buffers on its way, Redis's output buffer of the subscriber among them
    /// (8 MB for 60 s by default, then Redis cuts the subscriber off).
    private static final int MAX_FRAME_BYTES = 256 * 1024;

    private final GatewayBus bus;
    private final RouterMetrics metrics;

    public BusSender(GatewayBus bus, RouterMetrics metrics) {
        this.bus = bus;
        this.metrics = metrics;
    }

    /// Numbered: a loss is noticed by the receiver.
    public CompletionStage<Void> send(Map<String, List<Delivery>> deliveriesByAddress) {
        return send(deliveriesByAddress, bus::publish);
    }

    /// Outside the numbering: nobody notices a loss.
    public CompletionStage<Void> sendHints(Map<String, List<Delivery>> deliveriesByAddress) {
        return send(deliveriesByAddress, bus::publishHint);
    }

    private CompletionStage<Void> send(
            Map<String, List<Delivery>> deliveriesByAddress,
            BiFunction<String, List<Delivery>, CompletionStage<Long>> publish) {
        List<CompletableFuture<Void>> published = new ArrayList<>();
        deliveriesByAddress.forEach((address, deliveries) -> {
            for (List<Delivery> frame : FrameSplitter.split(deliveries, MAX_FRAME_BYTES)) {
                published.add(publish.apply(address, frame)
                        .thenAccept(receivers -> count(frame, receivers))
                        .toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(published.toArray(CompletableFuture[]::new));
    }

    private void count(List<Delivery> frame, long receivers) {
        metrics.framePublished(frame.size());
        if (receivers == 0) {
            metrics.frameUnheard();
        }
    }
}
