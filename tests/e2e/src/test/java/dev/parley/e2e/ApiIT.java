package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.contract.Topics;
import dev.parley.e2e.Wire.Socket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// `docs/api` against the running services: their routes, their topics, and what they answer.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ApiIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern ROUTE =
            Pattern.compile("[({](GET|PUT|POST|PATCH|DELETE) (?:&& )?\\[?(/v1(?:/(?:\\{\\w+}|[\\w-]+))+)[\\])},].*");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{([$\\w]+)}}");

    private final Cluster cluster = Cluster.shared();
    private final Wire wire = new Wire(cluster);
    private final ApiDocuments documents = new ApiDocuments();

    @Test
    void routes_areThoseOfTheDocument() {
        Set<String> registered = new TreeSet<>();
        for (String part : List.of("gateway-1", "chat-1", "history-1")) {
            registered.addAll(routes(part));
        }
        // What is no route of Spring's: the gateway's own handlers, and the edge's pages.
        for (String operation : documents.operations()) {
            String[] parts = operation.split(" ", 2);
            String server = parts[1].startsWith("/v1/") ? cluster.http("gateway-1") : cluster.edge();
            if (answers(server, parts[0], parts[1])) {
                registered.add(operation);
            }
        }
        Set<String> planned = documents.plannedOperations();

        assertThat(planned).as("they are there: take x-parley-planned away").doesNotContainAnyElementsOf(registered);
        registered.addAll(planned);
        assertThat(registered).isEqualTo(documents.operations());
    }

    private Set<String> routes(String part) {
        HttpResponse<String> response =
                wire.exchange(HttpRequest.newBuilder(URI.create(cluster.http(part) + "/actuator/mappings")));
        assertThat(response.statusCode()).as(part).isEqualTo(200);
        Set<String> routes = new TreeSet<>();
        for (String predicate : ApiDocuments.parse(response.body()).findValuesAsString("predicate")) {
            Matcher route = ROUTE.matcher(predicate);
            if (route.matches()) {
                routes.add(route.group(1) + " " + route.group(2));
            } else {
                assertThat(predicate.replace("/internal/v1/", ""))
                        .as("a route in a form this test cannot read")
                        .doesNotContain("/v1/");
            }
        }
        assertThat(routes).as(part).isNotEmpty();
        return routes;
    }

    /// Without a token and a body it is some refusal, but not that there is no such thing.
    private boolean answers(String server, String method, String path) {
        HttpResponse<String> response =
                wire.exchange(HttpRequest.newBuilder(URI.create(server + path.replaceAll("\\{\\w+}", "x")))
                        .method(method, HttpRequest.BodyPublishers.noBody()));
        return response.statusCode() != 404 && response.statusCode() != 405;
    }

    @Test
    void topics_areAsLongAndAsManyPartitionsAsTheDocumentSays() throws Exception {
        Map<String, String> settings = cluster.isolation().settings();
        String prefix = settings.get("parley.kafka.topic-prefix");
        Map<String, JsonNode> channels = new TreeMap<>();
        documents.asyncapi().get("channels").forEach(channel -> {
            if (!channel.at("/bindings/kafka").isMissingNode()) {
                channels.put(prefix + channel.get("address").stringValue(), channel.at("/bindings/kafka"));
            }
        });
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.get("parley.kafka.bootstrap-servers")))) {
            Set<String> there = new TreeSet<>(admin.listTopics().names().get());
            there.removeIf(name -> !name.startsWith(prefix));
            assertThat(there).isEqualTo(channels.keySet());

            var partitions = admin.describeTopics(there).allTopicNames().get();
            int here = partitions.get(prefix + "parley.commands").partitions().size();
            for (String topic : there) {
                JsonNode kafka = channels.get(topic);
                int local = kafka.get("partitions").intValue();
                assertThat(partitions.get(topic).partitions())
                        .as(topic)
                        .hasSize(Math.max(1, local * here / Topics.LOCAL_CONVERSATION_PARTITIONS));
                assertThat(retention(admin, topic))
                        .as(topic)
                        .isEqualTo(kafka.at("/topicConfiguration/retention.ms").longValue());
            }
        }
    }

    private static long retention(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Long.parseLong(admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("retention.ms")
                .value());
    }

    @Test
    void requestsOfTheHttpFiles_areAnsweredAsDescribed_andSoAreTheFramesTheyCause() throws IOException {
        Map<String, String> variables = environment();
        Set<String> tried = new TreeSet<>();
        try (Socket alices = wire.socket(variables.get("alice"), "alice-phone");
                Socket bobs = wire.socket(variables.get("bob"), "bob-phone")) {
            await().atMost(SOON)
                    .until(() -> wire.get(variables.get("alice"), "/v1/devices")
                            .raw()
                            .contains("alice-phone"));
            for (Path file : httpFiles()) {
                for (HttpFile.Request request : HttpFile.parse(Files.readString(file))) {
                    tried.add(run(request, variables));
                }
            }
            await().atMost(SOON).until(() -> bobs.has("\"ownershipTransferred\""));
            assertFramesAreDescribed(alices);
            assertFramesAreDescribed(bobs);
            assertThat(alices.has("\"settings\"")).isTrue();
        }
        Set<String> described = documents.operations();
        described.removeAll(documents.plannedOperations());
        assertThat(tried).as("operations shown in .http files").isEqualTo(described);
    }

    /// As an editor would with the environment `local`, but with an edge and people of this test's own.
    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        documents
                .json("http-client.env.json")
                .get("local")
                .forEachEntry((name, value) ->
                        variables.put(name, name.equals("edge") ? cluster.edge() : person(value.stringValue())));
        return variables;
    }

    private static List<Path> httpFiles() throws IOException {
        try (Stream<Path> files = Files.list(Repository.here().root().resolve(ApiDocuments.FOLDER))) {
            return files.filter(file -> file.toString().endsWith(".http"))
                    .sorted()
                    .toList();
        }
    }

    /// A read is tried until it is as the script wants it: it may be up to two seconds behind.
    ///
    /// @return the operation
    private String run(HttpFile.Request request, Map<String, String> variables) {
        if (request.method().equals("GET")) {
            await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> attempt(request, variables));
        } else {
            attempt(request, variables);
        }
        String path = URI.create(fill(request, variables, request.url())).getRawPath();
        return documents.operationOf(request.method(), path);
    }

    /// Every answer is one that the description knows, and what the script asserts for people who are new here.
    private void attempt(HttpFile.Request request, Map<String, String> variables) {
        URI uri = URI.create(fill(request, variables, request.url()));
        HttpRequest.Builder call = HttpRequest.newBuilder(uri)
                .method(
                        request.method(),
                        HttpRequest.BodyPublishers.ofString(fill(request, variables, request.body())));
        request.headers().forEach((name, value) -> call.header(name, fill(request, variables, value)));
        HttpResponse<String> response = wire.exchange(call);

        String operation = documents.operationOf(request.method(), uri.getRawPath());
        String type = response.headers().firstValue("Content-Type").orElse("");
        String answer = request.name() + " " + response.statusCode() + " " + response.body();
        assertThat(documents.errorsOfAnswer(operation, response.statusCode(), type, response.body()))
                .as(answer)
                .isEmpty();
        assertThat(response.statusCode())
                .as(answer)
                .isEqualTo(request.statuses().getFirst());
        request.kept().forEach((variable, field) -> {
            String value = ApiDocuments.parse(response.body()).path(field).asString("");
            assertThat(value).as(field + " of " + answer).isNotEmpty();
            variables.put(variable, value);
        });
    }

    private static String fill(HttpFile.Request request, Map<String, String> variables, String text) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(request, variables, match.group(1))));
    }

    private static String value(HttpFile.Request request, Map<String, String> variables, String name) {
        String value = name.equals("$uuid") ? UUID.randomUUID().toString() : variables.get(name);
        assertThat(value).as(request.name() + ": {{" + name + "}}").isNotNull();
        return value;
    }

    @Test
    void framesOfATalk_areDescribed_inBothDirections() {
        String alice = person("alice");
        String bob = person("bob");
        String direct = wire.call(alice, "POST", "/v1/conversations", """
                {"kind":"direct","members":["%s"]}""".formatted(bob))
                .text("conversationId");
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("send", """
                {"id":"1","send":{"conversationId":"%s","clientId":"c1","content":{"text":{"body":"hi"}}}}""");
        sent.put("edit", """
                {"id":"2","edit":{"conversationId":"%s","clientId":"c2","targetSeq":"2",
                 "content":{"text":{"body":"hello","mentions":[{"start":0,"length":5,"all":true}]}}}}""");
        sent.put("react", """
                {"id":"3","react":{"conversationId":"%s","clientId":"c3","targetSeq":"2","emoji":"👍"}}""");
        sent.put("pin", """
                {"id":"4","pin":{"conversationId":"%s","clientId":"c4","targetSeq":"2"}}""");
        sent.put("received", """
                {"received":{"conversationId":"%s","seq":"2"}}""");
        sent.put("read", """
                {"read":{"conversationId":"%s","seq":"2"}}""");
        sent.put("typing", """
                {"typing":{"conversationId":"%s"}}""");
        sent.put("sync", """
                {"id":"5","sync":{"positions":{"%s":"0"},"limit":2,"headsAfter":""}}""");
        sent.put("background", """
                {"background":{"on":true}}""");
        sent.put("ping", """
                {"id":"6","ping":{}}""");
        sent.put("refused", """
                {"id":"7","delete":{"conversationId":"%s","clientId":"c7","targetSeq":"999"}}""");
        sent.put("watch", """
                {"id":"8","watch":{"userIds":["nobody"]}}""");
        sent.put("hello again", """
                {"id":"9","hello":{"deviceId":"phone"}}""");
        try (Socket alices = wire.socket(alice, "phone");
                Socket bobs = wire.socket(bob, "phone")) {
            await().atMost(SOON).until(() -> alices.has("\"welcome\"") && bobs.has("\"welcome\""));
            sent.values().forEach(frame -> {
                String filled = frame.formatted(direct);
                assertThat(documents.errors("frames.schema.json", "/$defs/ClientFrame", ApiDocuments.parse(filled)))
                        .as(filled)
                        .isEmpty();
                alices.send(filled);
            });
            bobs.send("{\"received\":{\"conversationId\":\"%s\",\"seq\":\"2\"}}".formatted(direct));
            await().atMost(SOON).until(() -> bobs.has("\"pinned\"") && bobs.has("\"typing\""));
            for (String answer : List.of("ack", "refused", "page", "pong", "presence", "receipt", "error")) {
                await(answer).atMost(SOON).until(() -> alices.has("\"" + answer + "\""));
            }
            assertFramesAreDescribed(alices);
            assertFramesAreDescribed(bobs);
        }
    }

    private void assertFramesAreDescribed(Socket socket) {
        assertThat(socket.frames()).isNotEmpty();
        List<String> errors = new ArrayList<>();
        for (String frame : socket.frames()) {
            documents
                    .errors("frames.schema.json", "/$defs/ServerFrame", ApiDocuments.parse(frame))
                    .forEach(error -> errors.add(frame + " " + error));
        }
        assertThat(errors).isEmpty();
    }

    private static String person(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
