package dev.parley.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// What the parts of a running stack count themselves, read from outside: meters of services over their
/// actuator, and the commands that Redis has served.
public final class StackCounters implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final List<URI> services;
    private final String redisHost;
    private final int redisPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    /// @param services of one kind; their meters are added up
    public StackCounters(List<URI> services, String redisHost, int redisPort) {
        this.services = services;
        this.redisHost = redisHost;
        this.redisPort = redisPort;
    }

    public double meter(String name) throws IOException, InterruptedException {
        double sum = 0;
        for (URI service : services) {
            HttpRequest request = HttpRequest.newBuilder(service.resolve("/actuator/metrics/" + name))
                    .build();
            String body = http.send(request, BodyHandlers.ofString()).body();
            sum += json.readTree(body)
                    .path("measurements")
                    .path(0)
                    .path("value")
                    .asDouble(0);
        }
        return sum;
    }

    /// Commands since its start, in scripts and pipelines too.
    public double redisCommands() throws IOException {
        try (Socket socket = new Socket(redisHost, redisPort);
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("INFO stats\r\n".getBytes(StandardCharsets.US_ASCII));
            String prefix = "total_commands_processed:";
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                if (line.startsWith(prefix)) {
                    return Double.parseDouble(line.substring(prefix.length()));
                }
            }
            throw new IOException("redis says nothing of its commands");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
