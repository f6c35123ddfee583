package dev.parley.router.fanout;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for the stores. The loop's thread has nothing else to do meanwhile: the next batch must not overtake
/// this one.
final class Answers {

    /// Far above the two seconds after which a store's command fails by itself, for work of many round trips.
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private Answers() {}

    static <T> T of(String what, CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TemporaryFailure(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TemporaryFailure(what, e);
        }
    }

    static void ofAll(String what, Collection<? extends CompletionStage<?>> stages) {
        CompletableFuture<?>[] futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
        of(what, CompletableFuture.allOf(futures));
    }
}
