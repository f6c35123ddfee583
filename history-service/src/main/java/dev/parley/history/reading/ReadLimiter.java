package dev.parley.history.reading;

import dev.parley.contract.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many requests work at once, each on a virtual thread of its own. A request over the bound waits a moment
/// for a place and is then refused with `UNAVAILABLE`, so that a crowd costs memory for its requests, not for their
/// answers.
public final class ReadLimiter implements AutoCloseable {

    private final Semaphore places;
    private final Duration patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public ReadLimiter(int maxConcurrent, Duration patience) {
        this.places = new Semaphore(maxConcurrent, true);
        this.patience = patience;
    }

    /// Runs `work` once there is a place for it.
    public <T> CompletableFuture<T> run(Callable<T> work) {
        return CompletableFuture.supplyAsync(() -> inPlace(work), threads);
    }

    /// Runs `before`, which must be cheap and bounded in time, and then `work` once there is a place for it.
    public <T> CompletableFuture<T> run(Runnable before, Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    before.run();
                    return inPlace(work);
                },
                threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private <T> T inPlace(Callable<T> work) {
        boolean entered = false;
        try {
            entered = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!entered) {
                throw new ReadRefused(ErrorCode.UNAVAILABLE, "too many reads at once");
            }
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReadRefused(ErrorCode.UNAVAILABLE, "shutting down", e);
        } catch (Exception e) {
            throw new CompletionException(e);
        } finally {
            if (entered) {
                places.release();
            }
        }
    }
}
