package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ClientRuntime;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Ack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What the instances remember of one message that went through them.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PathIT {

    private static final Duration STORED_WITHIN = Duration.ofSeconds(30);

    private final Cluster cluster = Cluster.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private record Step(String part, String step, Instant time, String detail) {}

    @Test
    void message_leavesItsSteps_atEveryInstanceItPassed() throws Exception {
        ParleyRest rest =
                new ParleyRest(ClientRuntime.shared(), cluster.edge(), () -> cluster.token("pathalice"), "rest");
        String conversation = rest.createDirect("pathbob").conversationId();
        try (Phone alice = new Phone(cluster, "pathalice", "phone", "gateway-1");
                Phone bob = new Phone(cluster, "pathbob", "tablet", "gateway-2")) {
            alice.client().connect().get(30, TimeUnit.SECONDS);
            bob.client().connect().get(30, TimeUnit.SECONDS);
            Ack ack = alice.client().send(conversation, "where do I go?").get(30, TimeUnit.SECONDS);
            String path = "/internal/v1/path/" + ack.getMessageId();

            // History follows the log within its second; the others are done.
            Awaitility.await()
                    .atMost(STORED_WITHIN)
                    .untilAsserted(
                            () -> assertThat(steps(path)).extracting(Step::step).contains("stored"));
            List<Step> steps = steps(path);
            Instant accepted = Instant.ofEpochSecond(
                    ack.getTime().getSeconds(), ack.getTime().getNanos());

            assertThat(steps)
                    .extracting(Step::step)
                    .containsExactlyInAnyOrder("sequenced", "routed", "stored", "acked", "delivered");
            // Steps of different instances run side by side; none comes before what it follows from.
            assertThat(steps).allSatisfy(step -> assertThat(step.time()).isAfterOrEqualTo(accepted));
            assertThat(only(steps, "sequenced").part()).startsWith("chat-");
            assertThat(only(steps, "sequenced").detail()).matches("partition \\d+, offset \\d+");
            assertThat(only(steps, "routed").part()).startsWith("router-");
            assertThat(only(steps, "routed").detail().split(", ")).hasSize(2);
            assertThat(only(steps, "acked")).satisfies(step -> {
                assertThat(step.part()).isEqualTo("gateway-1");
                assertThat(step.detail()).isEqualTo("pathalice/phone");
            });
            assertThat(only(steps, "delivered")).satisfies(step -> {
                assertThat(step.part()).isEqualTo("gateway-2");
                assertThat(step.detail()).isEqualTo("pathbob/tablet");
            });

            bob.client().read(conversation, ack.getSeq());
            String marks = "/internal/v1/path?conversationId=" + conversation + "&seq=" + ack.getSeq();
            Awaitility.await()
                    .atMost(STORED_WITHIN)
                    .untilAsserted(() -> assertThat(ofPart("gateway-2", marks)).anySatisfy(mark -> {
                        assertThat(mark.step()).isEqualTo("read");
                        assertThat(mark.detail()).isEqualTo("pathbob/tablet");
                        assertThat(mark.time()).isAfter(only(steps, "delivered").time());
                    }));
        }
    }

    @Test
    void partitions_haveOneOwnerEach_inEveryServiceThatReadsThem() {
        for (String service : List.of("chat", "router", "history")) {
            Awaitility.await(service).atMost(STORED_WITHIN).untilAsserted(() -> {
                List<Integer> owned = new ArrayList<>();
                cluster.services().keySet().stream()
                        .filter(name -> name.startsWith(service))
                        .forEach(name -> get(name, "/internal/v1/overview")
                                .path("partitions")
                                .forEach(one -> owned.add(one.path("partition").intValue())));
                assertThat(owned).containsExactlyInAnyOrder(0, 1, 2, 3);
            });
        }
    }

    private List<Step> steps(String path) {
        return cluster.services().keySet().stream()
                .flatMap(name -> ofPart(name, path).stream())
                .toList();
    }

    private List<Step> ofPart(String name, String path) {
        List<Step> steps = new ArrayList<>();
        get(name, path)
                .path("steps")
                .forEach(step -> steps.add(new Step(
                        name,
                        step.path("step").stringValue(),
                        Instant.parse(step.path("time").stringValue()),
                        step.path("detail").stringValue())));
        return steps;
    }

    private JsonNode get(String name, String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(cluster.services().get(name) + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(name + path).isEqualTo(200);
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Step only(List<Step> steps, String name) {
        List<Step> found =
                steps.stream().filter(step -> step.step().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }
}
