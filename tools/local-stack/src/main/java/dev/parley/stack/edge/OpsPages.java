package dev.parley.stack.edge;

import dev.parley.stack.edge.StackParts.PartState;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the operator's page asks: how every part is, and where a message went. Asks all services at once, each for at
/// most a second; who does not answer is said not to, and the answer is given without it. Remembers nothing.
///
/// - `GET /ops/api/overview`: parts with pid, port, health and memory, and what each service says of itself.
/// - `GET /ops/api/messages/{messageId}`: the steps of a message from all instances, by time, and the marks that
///   cover it. Times are the clocks of the instances; here all run on one machine. `accepted` is the broker's clock, in
///   milliseconds.
final class OpsPages {

    static final String PREFIX = "/ops/api/";

    private static final String MESSAGES = PREFIX + "messages/";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMillis(1_500);

    private final StackParts parts;
    private final ObjectMapper json = new ObjectMapper();

    /// Virtual threads: the health of a part is asked by waiting for it.
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).executor(threads).build();

    OpsPages(StackParts parts) {
        this.parts = parts;
    }

    /// @param status 200, 404 or 503
    record Answer(int status, String json) {}

    /// A service and what it said.
    private record Said(PartState part, Optional<JsonNode> body) {}

    /// Completes within two seconds, on a thread of its own. Never exceptionally.
    CompletableFuture<Answer> get(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        CompletableFuture<ObjectNode> answer;
        if (path.equals(PREFIX + "overview")) {
            answer = overview();
        } else if (path.startsWith(MESSAGES)
                && path.substring(MESSAGES.length()).matches("\\d{1,19}")) {
            answer = message(path.substring(MESSAGES.length()));
        } else {
            return CompletableFuture.completedFuture(new Answer(404, "{\"status\":404,\"code\":\"NOT_FOUND\"}"));
        }
        return answer.thenApply(body -> new Answer(200, body.toString())).exceptionally(failure -> {
            // The run directory cannot be read.
            System.err.println("ops page failed path=" + path + " cause=" + failure);
            return new Answer(503, "{\"status\":503,\"code\":\"UNAVAILABLE\"}");
        });
    }

    private CompletableFuture<ObjectNode> overview() {
        return CompletableFuture.supplyAsync(this::partsNow, threads).thenCompose(all -> {
            List<CompletableFuture<ObjectNode>> told = all.stream()
                    .map(part -> health(part).thenCombine(says(part, "/internal/v1/overview"), this::partOf))
                    .toList();
            return all(told).thenApply(nodes -> {
                ObjectNode answer = json.createObjectNode();
                answer.put("time", Instant.now().toString());
                answer.putArray("parts").addAll(nodes);
                return answer;
            });
        });
    }

    private ObjectNode partOf(String health, Said said) {
        PartState part = said.part();
        ObjectNode node = json.createObjectNode();
        node.put("name", part.name());
        node.put("port", part.port());
        node.put("health", health);
        part.pid().ifPresent(pid -> node.put("pid", pid));
        part.memoryMebibytes().ifPresent(memory -> node.put("memoryMiB", memory));
        said.body().ifPresent(body -> node.set("overview", body));
        node.put("answers", said.body().isPresent());
        return node;
    }

    /// `down`, `ready` or `not ready`, as `./parley status` says it.
    private CompletableFuture<String> health(PartState part) {
        if (part.pid().isEmpty() && part.isKnown()) {
            return CompletableFuture.completedFuture("down");
        }
        return CompletableFuture.supplyAsync(() -> part.health().getAsBoolean() ? "ready" : "not ready", threads)
                .completeOnTimeout("not ready", LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> "not ready");
    }

    private CompletableFuture<ObjectNode> message(String messageId) {
        return ask("/internal/v1/path/" + messageId, part -> true).thenCompose(answers -> {
            ObjectNode found = json.createObjectNode();
            found.put("messageId", messageId);
            List<ObjectNode> steps = stepsOf(answers);
            accepted(answers).ifPresent(step -> steps.addFirst(step));
            Optional<ObjectNode> known = steps.stream()
                    .filter(step -> step.path("seq").asLong(0) > 0)
                    .findFirst();
            if (known.isEmpty()) {
                return CompletableFuture.completedFuture(path(found, steps, List.of(), answers));
            }
            String conversationId = known.get().path("conversationId").asString("");
            long seq = known.get().path("seq").asLong(0);
            found.put("conversationId", conversationId);
            found.put("seq", seq);
            String marks = "/internal/v1/path?conversationId="
                    + URLEncoder.encode(conversationId, StandardCharsets.UTF_8) + "&seq=" + seq;
            return ask(marks, part -> part.service().equals("gateway"))
                    .thenApply(marked -> path(found, steps, firstMarks(marked), answers));
        });
    }

    private ObjectNode path(ObjectNode found, List<ObjectNode> steps, List<ObjectNode> marks, List<Said> asked) {
        found.putArray("steps").addAll(steps);
        found.putArray("marks").addAll(marks);
        ArrayNode silent = found.putArray("silent");
        asked.stream()
                .filter(said -> said.body().isEmpty())
                .forEach(said -> silent.add(said.part().name()));
        return found;
    }

    /// A device may have told the same to two gateways.
    private List<ObjectNode> firstMarks(List<Said> answers) {
        Map<String, ObjectNode> first = new LinkedHashMap<>();
        for (ObjectNode mark : stepsOf(answers)) {
            first.putIfAbsent(
                    mark.path("step").asString("") + " " + mark.path("detail").asString(""), mark);
        }
        return List.copyOf(first.values());
    }

    /// Of all instances, each with the part it happened at, by time.
    private List<ObjectNode> stepsOf(List<Said> answers) {
        List<ObjectNode> steps = new ArrayList<>();
        for (Said said : answers) {
            said.body()
                    .ifPresent(body -> body.path("steps").forEach(step -> {
                        if (step instanceof ObjectNode known) {
                            steps.add(known.put("part", said.part().name()));
                            if (known.path("step").asString("").equals("routed")) {
                                known.put(
                                        "detail", partNames(known.path("detail").asString(""), answers));
                            }
                        }
                    }));
        }
        steps.sort(Comparator.comparing(step -> timeOf(step.path("time").asString(""))));
        return steps;
    }

    /// A router knows gateways by the ids they gave themselves; people know them by the names of the parts.
    private static String partNames(String instances, List<Said> answers) {
        Map<String, String> names = new HashMap<>();
        for (Said said : answers) {
            said.body()
                    .ifPresent(body -> names.put(
                            body.path("instance").asString(""), said.part().name()));
        }
        return Stream.of(instances.split(", "))
                .map(instance -> names.getOrDefault(instance, instance))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Optional<ObjectNode> accepted(List<Said> answers) {
        return answers.stream()
                .flatMap(said -> said.body().stream())
                .map(body -> body.path("accepted").asString(""))
                .filter(time -> !time.isEmpty())
                .findFirst()
                .map(time -> json.createObjectNode()
                        .put("step", "accepted")
                        .put("time", time)
                        .put("detail", "the command is in the log")
                        .put("part", "kafka"));
    }

    private CompletableFuture<List<Said>> ask(String path, Function<PartState, Boolean> whom) {
        return CompletableFuture.supplyAsync(this::partsNow, threads)
                .thenCompose(parts -> all(parts.stream()
                        .filter(part -> !part.service().isEmpty() && whom.apply(part))
                        .map(part -> says(part, path))
                        .toList()));
    }

    private CompletableFuture<Said> says(PartState part, String path) {
        if (part.service().isEmpty()) {
            return CompletableFuture.completedFuture(new Said(part, Optional.empty()));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + part.port() + path))
                .timeout(PATIENCE)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Said(part, body(response)))
                .exceptionally(failure -> new Said(part, Optional.empty()))
                .completeOnTimeout(new Said(part, Optional.empty()), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<JsonNode> body(HttpResponse<String> response) {
        try {
            return response.statusCode() == 200 ? Optional.of(json.readTree(response.body())) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private List<PartState> partsNow() {
        return parts.now();
    }

    private static Instant timeOf(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }
}
