package dev.parley.stack.edge;

import dev.parley.stack.process.RunDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// The plug of the demo: kills the gateway that a user is connected to, as a crash would, and has it started again.
final class Plug {

    static final Duration RESTART_AFTER = Duration.ofSeconds(5);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final List<Integer> gatewayPorts;
    private final Path root;
    private final RunDirectory run;
    private final HttpClient http = HttpClient.newHttpClient();

    Plug(List<Integer> gatewayPorts, Path root, RunDirectory run) {
        this.gatewayPorts = List.copyOf(gatewayPorts);
        this.root = root;
        this.run = run;
    }

    /// @return the gateway that is dead now; empty if none has a session of the user
    CompletionStage<Optional<String>> pull(String user) {
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        gatewayPorts.forEach(port -> asked.add(hasSession(port, user)));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            for (int i = 0; i < asked.size(); i++) {
                String gateway = "gateway-" + (i + 1);
                if (asked.get(i).join() && kill(gateway)) {
                    return Optional.of(gateway);
                }
            }
            return Optional.empty();
        });
    }

    private CompletableFuture<Boolean> hasSession(int port, String user) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/internal/v1/sessions?user="
                + URLEncoder.encode(user, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response ->
                        response.statusCode() == 200 && !response.body().contains("\"sessions\":0"))
                .exceptionally(failure -> false);
    }

    private boolean kill(String gateway) {
        Optional<ProcessHandle> process = run.running(gateway);
        process.ifPresent(handle -> {
            handle.destroyForcibly();
            CompletableFuture.delayedExecutor(RESTART_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> start(gateway));
        });
        return process.isPresent();
    }

    private void start(String gateway) {
        try {
            new ProcessBuilder(root.resolve("parley").toString(), "start", gateway)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(run.log("plug").toFile()))
                    .start();
        } catch (IOException e) {
            System.out.println("plug cannot start part=" + gateway + " cause=" + e);
        }
    }
}
