package dev.parley.bus.memory;

import dev.parley.bus.BusNumbering;
import dev.parley.bus.GatewayBus;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bus inside one process. Several publishers share one wire: {@link #publisher} gives each its own
/// numbering. Each subscription has its own thread, as over Redis.
public final class InMemoryGatewayBus implements GatewayBus {

    private static final Logger log = LoggerFactory.getLogger(InMemoryGatewayBus.class);

    private final Wire wire;
    private final BusNumbering numbering;

    public InMemoryGatewayBus(String publisher) {
        this(new Wire(), publisher);
    }

    private InMemoryGatewayBus(Wire wire, String publisher) {
        this.wire = wire;
        this.numbering = new BusNumbering(publisher);
    }

    /// Another publisher on the same wire.
    public InMemoryGatewayBus publisher(String name) {
        return new InMemoryGatewayBus(wire, name);
    }

    /// Frames to the address are lost until {@link #restoreLink}.
    public void breakLink(String address) {
        synchronized (wire) {
            wire.broken.add(address);
        }
    }

    /// The link is back, and the subscribers are told.
    public void restoreLink(String address) {
        synchronized (wire) {
            wire.broken.remove(address);
            wire.at(address).forEach(link -> link.tell(link.listener::onLinkRestored));
        }
    }

    @Override
    public CompletionStage<Long> publish(String address, List<Delivery> deliveries) {
        synchronized (wire) {
            return wire.send(address, numbering.next(address, deliveries));
        }
    }

    @Override
    public CompletionStage<Long> publishHint(String address, List<Delivery> deliveries) {
        synchronized (wire) {
            return wire.send(address, numbering.hint(deliveries));
        }
    }

    @Override
    public CompletionStage<Void> heartbeat(String address) {
        synchronized (wire) {
            return wire.send(address, numbering.heartbeat(address)).thenAccept(receivers -> {});
        }
    }

    @Override
    public Subscription subscribe(String address, Listener listener) {
        Link link = new Link(
                listener,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("bus-" + address).factory()));
        synchronized (wire) {
            wire.at(address).add(link);
        }
        return () -> {
            synchronized (wire) {
                wire.at(address).remove(link);
            }
            link.thread.shutdown();
        };
    }

    private record Link(Listener listener, ExecutorService thread) {

        private void tell(Runnable news) {
            thread.execute(() -> {
                try {
                    news.run();
                } catch (RuntimeException e) {
                    log.error("bus listener failed", e);
                }
            });
        }
    }

    /// Guarded by its own monitor.
    private static final class Wire {

        private final Map<String, List<Link>> links = new HashMap<>();
        private final Set<String> broken = new HashSet<>();

        private List<Link> at(String address) {
            return links.computeIfAbsent(address, ignored -> new ArrayList<>());
        }

        private CompletionStage<Long> send(String address, BusFrame frame) {
            List<Link> receivers = broken.contains(address) ? List.of() : at(address);
            receivers.forEach(link -> link.tell(() -> link.listener.onFrame(frame)));
            return CompletableFuture.completedFuture((long) receivers.size());
        }
    }
}
