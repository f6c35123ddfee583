package dev.parley.router.fanout;

import dev.parley.bus.GatewayBus;
import dev.parley.proto.log.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Writes down what is published, and can be away.
final class RecordingBus implements GatewayBus {

    record Sent(String address, boolean hint, List<Delivery> deliveries) {}

    final List<Sent> sent = new ArrayList<>();
    boolean away;

    @Override
    public CompletionStage<Long> publish(String address, List<Delivery> deliveries) {
        return send(new Sent(address, false, deliveries));
    }

    @Override
    public CompletionStage<Long> publishHint(String address, List<Delivery> deliveries) {
        return send(new Sent(address, true, deliveries));
    }

    @Override
    public CompletionStage<Void> heartbeat(String address) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Subscription subscribe(String address, Listener listener) {
        return () -> {};
    }

    private CompletionStage<Long> send(Sent frame) {
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        sent.add(frame);
        return CompletableFuture.completedFuture(1L);
    }
}
