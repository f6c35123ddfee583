package dev.parley.bus.redis;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Which gateways have a lease. A lease once seen counts for {@link #REMEMBERED}; that one is absent is never
/// remembered, or a session that registered just now on a new gateway would be passed over.
final class Leases {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final RedisConnections connections;
    private final Map<String, Long> seenAtNanos = new ConcurrentHashMap<>();

    Leases(RedisConnections connections) {
        this.connections = connections;
    }

    CompletableFuture<Set<String>> live(Collection<String> gateways) {
        Set<String> live = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        long now = System.nanoTime();
        for (String gateway : gateways) {
            Long seen = seenAtNanos.get(gateway);
            boolean fresh = seen != null && now - seen < REMEMBERED.toNanos();
            (fresh ? live : unknown).add(gateway);
        }
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(live);
        }
        return ask(unknown, now).thenApply(found -> {
            live.addAll(found);
            return live;
        });
    }

    private CompletableFuture<Set<String>> ask(Set<String> gateways, long now) {
        Pipeline<String> pipeline;
        try {
            pipeline = connections.textPipeline();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
        Map<String, CompletableFuture<Long>> answers = new LinkedHashMap<>();
        gateways.forEach(gateway ->
                answers.put(gateway, pipeline.exists(connections.keys().gatewayLease(gateway))));
        pipeline.send();
        return Batches.all(answers.values().stream().toList()).thenApply(ignored -> {
            Set<String> found = new HashSet<>();
            answers.forEach((gateway, answer) -> {
                if (answer.join() > 0) {
                    found.add(gateway);
                    seenAtNanos.put(gateway, now);
                } else {
                    seenAtNanos.remove(gateway);
                }
            });
            return found;
        });
    }
}
