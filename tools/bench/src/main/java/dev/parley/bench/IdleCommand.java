package dev.parley.bench;

import dev.parley.bench.measure.JvmMemory;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.wire.RestApi;
import dev.parley.bench.wire.SessionListener;
import dev.parley.bench.wire.WireClient;
import dev.parley.bench.wire.WireSession;
import dev.parley.proto.v1.Frame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Idle sessions on one gateway, each of another user, and what one of them costs there in heap and resident memory.
/// Sockets are opened from several loopback addresses; each process may hold 20,000 descriptors here.
@Command(name = "idle", mixinStandardHelpOptions = true, description = "Heap and RSS per idle connection.")
final class IdleCommand implements Callable<Integer> {

    private static final int SOURCES = 8;
    private static final int WARM_UP = 200;
    private static final int MAX_OPENING = 64;
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Mixin
    StackOptions stack = new StackOptions();

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "5000,10000",
            description = "Levels to measure at, ascending (default: ${DEFAULT-VALUE}).")
    List<Integer> levels = List.of(5_000, 10_000);

    @Option(
            names = "--part",
            defaultValue = "gateway-1",
            description = "The gateway's name in the stack (default: ${DEFAULT-VALUE}).")
    String part = "gateway-1";

    private final LongAdder closed = new LongAdder();
    private final LongAdder lateFrames = new LongAdder();

    @Override
    public Integer call() throws Exception {
        Long pid = stack.parts().running().get(part);
        if (pid == null) {
            System.err.println("bench: no running part '" + part + "' in " + stack.runDirectory + " (running: "
                    + stack.parts().running().keySet() + ")");
            return 2;
        }
        URI gateway = stack.gateways.getFirst();
        String run = "i" + Long.toString(System.currentTimeMillis(), 36);
        List<WireSession> sessions = new ArrayList<>();
        MarkdownTable table = new MarkdownTable(List.of(
                "connections", "heap MiB", "RSS MiB", "heap KiB per connection", "RSS KiB per connection", "opened/s"));
        try (RestApi rest = new RestApi(stack.edge, 16);
                WireClient wire = new WireClient(2)) {
            // Classes, pools and caches of the first sessions are no cost of one more.
            open(rest, wire, gateway, run + "w", WARM_UP).forEach(WireSession::close);
            Thread.sleep(SETTLE);
            JvmMemory base = JvmMemory.read(pid);
            table.row("0", mib(base.heapBytes()), mib(base.residentBytes()), "", "", "");
            for (int level : levels) {
                long start = System.nanoTime();
                int missing = level - sessions.size();
                sessions.addAll(open(rest, wire, gateway, run + "l" + level + "-", missing));
                double openedPerSecond = missing * 1e9 / (System.nanoTime() - start);
                Thread.sleep(SETTLE);
                JvmMemory now = JvmMemory.read(pid);
                long open = sessions.stream().filter(WireSession::isOpen).count();
                table.row(
                        Long.toString(open),
                        mib(now.heapBytes()),
                        mib(now.residentBytes()),
                        LoadRun.text("%.2f", (now.heapBytes() - base.heapBytes()) / 1024.0 / open),
                        LoadRun.text("%.2f", (now.residentBytes() - base.residentBytes()) / 1024.0 / open),
                        LoadRun.text("%.0f", openedPerSecond));
            }
            long open = sessions.stream().filter(WireSession::isOpen).count();
            report(table, open, sessions.size());
            return open == sessions.size() ? 0 : 1;
        }
    }

    private List<WireSession> open(RestApi rest, WireClient wire, URI gateway, String users, int count)
            throws InterruptedException {
        Semaphore slots = new Semaphore(MAX_OPENING);
        List<CompletableFuture<WireSession>> opening = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String source = "127.0.0." + (2 + i % SOURCES);
            String user = users + i;
            slots.acquire();
            opening.add(rest.token(user, Duration.ofHours(2))
                    .thenCompose(token -> wire.openPatiently(gateway, source, token, "d-" + user, listener()))
                    .whenComplete((session, failure) -> slots.release()));
            if (i > 0 && i % 1_000 == 0) {
                System.err.println("bench: " + i + " of " + count + " are open");
            }
        }
        return opening.stream().map(CompletableFuture::join).toList();
    }

    private SessionListener listener() {
        return new SessionListener() {
            @Override
            public void onFrame(Frame frame, long nanos) {
                if (!frame.hasWelcome() && !frame.hasPong()) {
                    lateFrames.increment();
                }
            }

            @Override
            public void onClosed(int code, String reason) {
                closed.increment();
            }
        };
    }

    private void report(MarkdownTable table, long open, int opened) throws IOException {
        Report report = new Report()
                .heading(stack.heading(LoadRun.text(
                        "idle connections on one gateway, one user each (%s)",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS))))
                .table(table)
                .line("Heap: live objects after a full collection (`jcmd GC.class_histogram`), minus those of the same"
                        + " gateway with no connection after " + WARM_UP + " warm-up connections were closed.");
        if (open < opened) {
            report.line("**" + (opened - open) + " connections did not stay open.**");
        }
        report.publish(stack.out);
    }

    private static String mib(long bytes) {
        return LoadRun.text("%.1f", bytes / 1024.0 / 1024.0);
    }
}
