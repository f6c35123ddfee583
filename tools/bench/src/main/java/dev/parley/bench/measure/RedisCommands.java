package dev.parley.bench.measure;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often each command ran in Redis, by its own count (`INFO commandstats`). What a script runs counts beside the
/// script itself. One Redis without a password, as the local stack's.
public record RedisCommands(SortedMap<String, Long> callsByCommand) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+),");

    /// @param redis `redis://host:port`
    public static RedisCommands read(URI redis) throws IOException {
        try (Socket socket = new Socket()) {
            int timeoutMillis = (int) TIMEOUT.toMillis();
            socket.connect(new InetSocketAddress(redis.getHost(), redis.getPort()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write("INFO commandstats\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String header = line(in);
            if (!header.startsWith("$")) {
                throw new IOException("redis answered " + header);
            }
            int length = Integer.parseInt(header.substring(1));
            return parse(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
        }
    }

    static RedisCommands parse(String info) {
        SortedMap<String, Long> calls = new TreeMap<>();
        Matcher line = LINE.matcher(info);
        while (line.find()) {
            calls.put(line.group(1), Long.parseLong(line.group(2)));
        }
        // The reading itself.
        calls.remove("info");
        return new RedisCommands(calls);
    }

    public RedisCommands since(RedisCommands earlier) {
        SortedMap<String, Long> difference = new TreeMap<>();
        callsByCommand.forEach((command, calls) -> {
            long more = calls - earlier.callsByCommand.getOrDefault(command, 0L);
            if (more > 0) {
                difference.put(command, more);
            }
        });
        return new RedisCommands(difference);
    }

    public long of(String command) {
        return callsByCommand.getOrDefault(command, 0L);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("redis closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
