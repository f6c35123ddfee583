package dev.parley.gateway.resume;

import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Answers a `sync`: events from history, which is told the heads that Redis knows so that it waits for them, and the
/// further heads of `headsAfter` by {@link HeadReader}. Empty: history cannot be reached.
public final class SyncProxy {

    private final HistoryClient history;
    private final HeadReader heads;
    private final GatewayMetrics metrics;

    public SyncProxy(HistoryClient history, HeadReader heads, GatewayMetrics metrics) {
        this.history = history;
        this.heads = heads;
        this.metrics = metrics;
    }

    public CompletionStage<Optional<Page>> sync(String userId, Sync sync) {
        boolean events = sync.getPositionsCount() > 0 || !sync.hasHeadsAfter();
        CompletionStage<Optional<Page>> page = events
                ? events(userId, sync)
                : CompletableFuture.completedFuture(Optional.of(Page.getDefaultInstance()));
        if (!sync.hasHeadsAfter()) {
            return page;
        }
        return page.thenCombine(
                heads.read(userId, sync.getPositionsMap(), sync.getHeadsAfter()),
                (found, further) -> found.filter(any -> further.complete()).map(some -> joined(some, further)));
    }

    private CompletionStage<Optional<Page>> events(String userId, Sync sync) {
        return heads.known(sync.getPositionsMap().keySet())
                .thenCompose(known -> {
                    Map<String, Long> ahead = new HashMap<>(known);
                    ahead.entrySet().removeIf(head -> head.getValue() <= sync.getPositionsOrDefault(head.getKey(), 0));
                    return history.sync(
                            userId, sync.toBuilder().clearHeadsAfter().build(), ahead);
                })
                .thenApply(page -> {
                    if (page.isEmpty()) {
                        metrics.unavailable("history");
                    }
                    return page;
                });
    }

    private static Page joined(Page page, Heads further) {
        Page.Builder joined = page.toBuilder().setHeadsMore(further.more());
        further.heads().forEach((id, seq) -> joined.putHeads(id, Math.max(seq, page.getHeadsOrDefault(id, 0))));
        return joined.putAllEpochs(further.epochs()).build();
    }
}
