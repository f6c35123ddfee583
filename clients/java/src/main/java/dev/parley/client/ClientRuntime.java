package dev.parley.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/// What the clients of one process share: the HTTP client, a scheduler, virtual threads. Hundreds of clients need one
/// of it. All its threads are daemons: it keeps no process alive.
public final class ClientRuntime implements AutoCloseable {

    private static final int SCHEDULER_THREADS = 2;

    private final OkHttpClient http;
    private final ExecutorService socketThreads;
    private final ExecutorService virtualThreads;
    private final ScheduledExecutorService scheduler;

    private ClientRuntime() {
        socketThreads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("parley-socket-", 0).factory());
        virtualThreads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("parley-client-", 0).factory());
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
                SCHEDULER_THREADS,
                Thread.ofPlatform().daemon().name("parley-timer-", 0).factory());
        // An alarm is moved often; a cancelled one must not stay until its old time.
        timers.setRemoveOnCancelPolicy(true);
        scheduler = timers;
        Dispatcher dispatcher = new Dispatcher(socketThreads);
        // A WebSocket occupies its place for life; OkHttp's default is 64 calls, 5 per host.
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(Duration.ofSeconds(10))
                .writeTimeout(Duration.ofSeconds(10))
                .build();
    }

    /// The runtime of this process, made at first use.
    public static ClientRuntime shared() {
        return Shared.INSTANCE;
    }

    /// A runtime of its own, for tests and containers.
    public static ClientRuntime create() {
        return new ClientRuntime();
    }

    /// For REST calls beside the socket.
    public OkHttpClient http() {
        return http;
    }

    ExecutorService virtualThreads() {
        return virtualThreads;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /// Ends its threads; clients on it must be closed before.
    @Override
    public void close() {
        scheduler.shutdownNow();
        socketThreads.shutdownNow();
        virtualThreads.shutdownNow();
        http.connectionPool().evictAll();
    }

    private static final class Shared {
        static final ClientRuntime INSTANCE = new ClientRuntime();
    }
}
