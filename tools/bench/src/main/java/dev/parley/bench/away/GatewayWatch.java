package dev.parley.bench.away;

import dev.parley.bench.measure.JvmMemory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// Looks at a gateway's memory every 50 ms while something happens: its resident pages, and by its own metrics
/// the heap in use (garbage included) and the pages it holds for sockets. A full collection before and after
/// tells what stayed.
final class GatewayWatch implements AutoCloseable {

    private static final long EACH_NANOS = Duration.ofMillis(50).toNanos();

    private final long pid;
    private final String metrics;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final JvmMemory before;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long heapUsedPeak;
    private volatile long residentPeak;
    private volatile long pagesPeak;

    /// @param gateway `ws://host:port`
    GatewayWatch(long pid, URI gateway) throws IOException, InterruptedException {
        this.pid = pid;
        this.metrics = "http://" + gateway.getAuthority() + "/actuator/metrics/";
        this.before = JvmMemory.read(pid);
        this.thread = Thread.ofPlatform().daemon().name("gateway-watch").start(this::watch);
    }

    /// @param before live heap and resident pages before
    /// @param after the same after
    record Seen(JvmMemory before, JvmMemory after, long heapUsedPeak, long residentPeak, long pagesPeak) {}

    Seen end() throws IOException, InterruptedException {
        close();
        return new Seen(before, JvmMemory.read(pid), heapUsedPeak, residentPeak, pagesPeak);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
        http.close();
    }

    private void watch() {
        while (!ended) {
            try {
                residentPeak = Math.max(residentPeak, JvmMemory.residentBytes(pid));
                heapUsedPeak = Math.max(heapUsedPeak, metric("jvm.memory.used?tag=area:heap"));
                pagesPeak = Math.max(pagesPeak, metric("parley.gateway.pages"));
            } catch (IOException e) {
                System.err.println("bench: the gateway did not say: " + e);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(EACH_NANOS);
        }
    }

    private long metric(String name) throws IOException, InterruptedException {
        String answer = http.send(
                        HttpRequest.newBuilder(URI.create(metrics + name))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return json.readTree(answer).path("measurements").path(0).path("value").longValue();
    }
}
