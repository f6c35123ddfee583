package dev.parley.bench;

import dev.parley.bench.away.Absence;
import dev.parley.bench.away.Missed;
import dev.parley.bench.away.Return;
import dev.parley.bench.measure.Machine;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.wire.RestApi;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A device that was away while others talked comes back, with `clients/java` in a process of its own: time until it
/// holds everything, bytes, and the memory of the device and of its gateway meanwhile.
@Command(name = "away", mixinStandardHelpOptions = true, description = "A device comes back after a long time.")
final class AwayCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack = new StackOptions();

    @Option(names = "--messages", defaultValue = "20000", description = "Missed messages (default: ${DEFAULT-VALUE}).")
    int messages = 20_000;

    @Option(names = "--conversations", defaultValue = "100", description = "In so many (default: ${DEFAULT-VALUE}).")
    int conversations = 100;

    @Option(names = "--body-bytes", defaultValue = "64", description = "Length of a text (default: ${DEFAULT-VALUE}).")
    int bodyBytes = 64;

    @Option(
            names = "--devices",
            split = ",",
            defaultValue = "1,10",
            description = "Devices that come back at once, one run each (default: ${DEFAULT-VALUE}).")
    List<Integer> devices = List.of(1, 10);

    @Option(names = "--device-heap", defaultValue = "32m", description = "Their -Xmx (default: ${DEFAULT-VALUE}).")
    String deviceHeap = "32m";

    @Option(names = "--part", defaultValue = "gateway-1", description = "Their gateway (default: ${DEFAULT-VALUE}).")
    String part = "gateway-1";

    @Override
    public Integer call() throws Exception {
        Long pid = stack.parts().running().get(part);
        if (pid == null) {
            System.err.println("bench: no running part '" + part + "' in " + stack.runDirectory + " (running: "
                    + stack.parts().running().keySet() + ")");
            return 2;
        }
        String run = "a" + Long.toString(System.currentTimeMillis(), 36);
        Missed missed;
        String token;
        long sendingMillis;
        try (RestApi rest = new RestApi(stack.edge, 8);
                Absence absence = new Absence(rest, stack.edge, stack.gateways.getLast(), run)) {
            Map<String, Long> seen = absence.begin(conversations);
            System.err.println("bench: the device has seen " + seen.size() + " conversations and is away");
            long start = System.nanoTime();
            missed = absence.miss(messages, bodyBytes, seen);
            sendingMillis = (System.nanoTime() - start) / 1_000_000;
            token = absence.token();
        }
        URI gateway = stack.gateways.getFirst();
        Return back = new Return(pid, gateway, token, missed, deviceHeap);
        MarkdownTable time = new MarkdownTable(List.of(
                "devices",
                "events",
                "time to current",
                "events/s",
                "MiB received",
                "bytes per event",
                "pages",
                "wrong"));
        MarkdownTable memory = new MarkdownTable(List.of(
                "devices",
                "device heap peak",
                "live after",
                "device RSS peak",
                "gateway live heap before",
                "after",
                "gateway heap in use, peak",
                "gateway RSS before",
                "peak",
                "pages held, peak"));
        boolean clean = true;
        for (int count : devices) {
            clean &= back.run(count, time, memory);
        }
        new Report()
                .heading(stack.heading(LoadRun.text(
                        "away, %d messages missed in %d conversations, texts of %d bytes (%s)",
                        missed.events(), conversations, bodyBytes, Instant.now().truncatedTo(ChronoUnit.SECONDS))))
                .table(time)
                .line("All devices are of one user, on one gateway, in one fresh JVM with `-Xmx" + deviceHeap
                        + "` (serial collector); time from `connect()` to the last missing event in the listener, of the"
                        + " first and the last device. *Wrong*: seqs missing, repeated or out of order, positions that"
                        + " are not the heads.")
                .table(memory)
                .line(LoadRun.text(
                        "MiB. Device heap peak: the sum of the pools' peaks, garbage included, reset before `connect()`."
                                + " Gateway: looked at every 50 ms; live heap after a full collection. The %d messages"
                                + " were sent and in the history after %.1f s. Load average %s.",
                        messages, sendingMillis / 1000.0, Machine.loadAverage()))
                .publish(stack.out);
        return clean ? 0 : 1;
    }
}
