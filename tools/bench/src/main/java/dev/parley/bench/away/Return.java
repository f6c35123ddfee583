package dev.parley.bench.away;

import dev.parley.bench.report.MarkdownTable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Lets devices come back in a process of their own, while their gateway is watched.
public final class Return {

    private static final long WITHIN_SECONDS = 360;

    private final long gatewayPid;
    private final URI gateway;
    private final String token;
    private final Missed missed;
    private final String deviceHeap;

    /// @param deviceHeap `-Xmx` of the devices' process
    public Return(long gatewayPid, URI gateway, String token, Missed missed, String deviceHeap) {
        this.gatewayPid = gatewayPid;
        this.gateway = gateway;
        this.token = token;
        this.missed = missed;
        this.deviceHeap = deviceHeap;
    }

    /// Adds a row to each table. False if a device did not get exactly what it lacked.
    public boolean run(int devices, MarkdownTable time, MarkdownTable memory) throws IOException, InterruptedException {
        Comeback back;
        GatewayWatch.Seen seen;
        try (GatewayWatch watch = new GatewayWatch(gatewayPid, gateway)) {
            back = comeBack(devices);
            seen = watch.end();
        }
        time.row(
                Integer.toString(devices),
                Long.toString(back.events()),
                seconds(back.firstMillis()) + (devices == 1 ? " s" : " to " + seconds(back.lastMillis()) + " s"),
                text("%.0f", back.events() * 1000.0 / Math.max(1, back.lastMillis())),
                mib(back.bytes()),
                text("%.0f", back.bytes() / (double) Math.max(1, back.events())),
                Long.toString(back.pages()),
                Long.toString(back.violations()));
        memory.row(
                Integer.toString(devices),
                mib(back.heapPeakBytes()),
                mib(back.heapLiveBytes()),
                mib(back.residentPeakBytes()),
                mib(seen.before().heapBytes()),
                mib(seen.after().heapBytes()),
                mib(seen.heapUsedPeak()),
                mib(seen.before().residentBytes()),
                mib(seen.residentPeak()),
                Long.toString(seen.pagesPeak()));
        return back.violations() == 0 && back.events() == devices * missed.events();
    }

    private Comeback comeBack(int devices) throws IOException, InterruptedException {
        Path file = Files.createTempFile("parley-bench", ".missed");
        Path printed = Files.createTempFile("parley-bench", ".comeback");
        try {
            missed.write(file);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + deviceHeap,
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReturningDevices.class.getName(),
                            gateway.toString(),
                            token,
                            file.toString(),
                            Integer.toString(devices))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(printed.toFile())
                    .start();
            if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the devices were not current within " + WITHIN_SECONDS + " s");
            }
            return Comeback.parse(Files.readString(printed, StandardCharsets.UTF_8));
        } finally {
            for (Path temporary : List.of(file, printed)) {
                Files.delete(temporary);
            }
        }
    }

    private static String seconds(long millis) {
        return text("%.2f", millis / 1000.0);
    }

    private static String mib(long bytes) {
        return text("%.1f", bytes / 1024.0 / 1024.0);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
