package dev.parley.e2e;

import static dev.parley.contract.ProtocolLimits.MAX_CONVERSATION_ID_BYTES;
import static dev.parley.contract.ProtocolLimits.MAX_DESCRIPTION_BYTES;
import static dev.parley.contract.ProtocolLimits.MAX_DEVICES_PER_USER;
import static dev.parley.contract.ProtocolLimits.MAX_DEVICE_NAME_BYTES;
import static dev.parley.contract.ProtocolLimits.MAX_DRAFT_BYTES;
import static dev.parley.contract.ProtocolLimits.MAX_EMOJI_BYTES;
import static dev.parley.contract.ProtocolLimits.MAX_MEMBERS;
import static dev.parley.contract.ProtocolLimits.MAX_TITLE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Descriptors.Descriptor;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.Topics;
import dev.parley.proto.log.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds `docs/api` against the protobuf schema, the enums and the topics it describes. What takes running services is
/// in `ApiIT`.
class ApiDocumentsTest {

    private static final String REWRITE = "./mvnw -Dquick -pl tests/e2e -am test -Dtest=ApiDocumentsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dparley.rewrite=true";

    private final Repository repository = Repository.here();
    private final ApiDocuments documents = new ApiDocuments();

    @Test
    void frameSchema_isWhatTheProtobufSchemaSays() {
        String proto = repository.read("common-proto/src/main/proto/parley/v1/frames.proto");

        assertGenerated("frames.schema.json", new FrameSchema(proto).write());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openapi", "asyncapi"})
    void jsonForThePage_isTheYaml(String name) {
        JsonNode yaml = name.equals("openapi") ? documents.openapi() : documents.asyncapi();

        assertGenerated(name + ".json", new JsonMapper().writeValueAsString(yaml) + "\n");
    }

    @Test
    void everyBody_isAMessageOfTheSocket_inItsDirection() {
        assertThat(messages("clientFrames")).containsExactlyInAnyOrderElementsOf(FrameSchema.clientBodies());
        assertThat(messages("serverFrames")).containsExactlyInAnyOrderElementsOf(FrameSchema.serverBodies());
        Set<String> all = new TreeSet<>(FrameSchema.clientBodies());
        all.addAll(FrameSchema.serverBodies());
        assertThat(names(documents.asyncapi().at("/channels/connect/messages"))).isEqualTo(all);
        for (String body : all) {
            assertThat(documents
                            .asyncapi()
                            .at("/components/messages/" + body + "/payload/$ref")
                            .stringValue())
                    .isEqualTo("frames.schema.json#/$defs/" + body + "Frame");
        }
    }

    @Test
    void everyTopic_isAChannelWithItsKeyAndPartitions() throws ReflectiveOperationException {
        Topics topics = new Topics("");
        Map<String, String> inCode = new TreeMap<>();
        for (String part : List.of("commands", "events", "activity", "signals", "push", "presence", "deadLetters")) {
            String name = (String) Topics.class.getMethod(part).invoke(topics);
            String key = topics.conversationTopics().contains(name) ? "conversationId" : "userId";
            inCode.put(name, part.equals("deadLetters") ? "as it was" : key);
        }
        // The record has a method for each topic, and nothing else that gives a name.
        assertThat(Arrays.stream(Topics.class.getDeclaredMethods())
                        .filter(method -> method.getParameterCount() == 0 && method.getReturnType() == String.class)
                        .count())
                .isEqualTo(inCode.size() + "prefix toString".split(" ").length);
        Map<String, String> inDocument = new TreeMap<>();
        documents.asyncapi().get("channels").forEachEntry((id, channel) -> {
            if (id.equals("connect")) {
                return;
            }
            JsonNode key = documents.asyncapi().at("/components/messages/" + id + "Record/bindings/kafka/key");
            String address = channel.get("address").stringValue();
            inDocument.put(address, key.path("title").asString("as it was"));
            if (topics.conversationTopics().contains(address)) {
                assertThat(channel.at("/bindings/kafka/partitions").intValue())
                        .isEqualTo(Topics.LOCAL_CONVERSATION_PARTITIONS);
                assertThat(channel.get("x-parley-production-partitions").intValue())
                        .isEqualTo(Topics.PRODUCTION_CONVERSATION_PARTITIONS);
            }
        });

        assertThat(inDocument).isEqualTo(inCode);
    }

    @Test
    void everyRecord_namesAMessageOfTheLog() {
        Set<String> known = new TreeSet<>();
        for (Descriptor message : Command.getDescriptor().getFile().getMessageTypes()) {
            known.add(message.getFullName());
        }
        List<String> named = documents.asyncapi().findValuesAsString("x-parley-protobuf");

        assertThat(named).hasSize(5);
        assertThat(known).containsAll(named);
    }

    @Test
    void words_standInBothDocuments() {
        List<String> inCode =
                Arrays.stream(ErrorCode.values()).map(Enum::name).sorted().toList();
        for (JsonNode document : List.of(documents.openapi(), documents.asyncapi())) {
            assertThat(texts(document.at("/components/schemas/Word/enum"))).isEqualTo(inCode);
        }
    }

    @Test
    void words_standAtAStatusOfTheirsWithTheirMeaning() {
        Map<String, Set<Integer>> statuses = new TreeMap<>();
        documents
                .openapi()
                .get("paths")
                .forEach(path -> path.forEach(operation -> operation
                        .path("responses")
                        .forEachEntry((status, response) -> texts(resolved(response)
                                        .at("/content/application~1problem+json/schema/properties/code/enum"))
                                .forEach(word -> statuses.computeIfAbsent(word, none -> new TreeSet<>())
                                        .add(Integer.parseInt(status))))));
        // A stale If-Match is 412; an Idempotency-Key with another body 422.
        statuses.computeIfPresent("CONFLICT", (word, seen) -> {
            seen.removeAll(Set.of(412, 422));
            return seen;
        });

        statuses.forEach((word, seen) -> assertThat(seen)
                .as(word)
                .containsExactly(ErrorCode.valueOf(word).httpStatus()));
    }

    @Test
    void closeCodes_standInBothDocuments() {
        List<String> inCode = Arrays.stream(CloseCode.values())
                .map(code -> code.code() + " " + code.reason() + " "
                        + (code.rule() == CloseCode.Rule.RECONNECT ? "reconnects" : "stays away"))
                .toList();
        List<String> onSocket = new ArrayList<>();
        documents
                .asyncapi()
                .at("/channels/connect/x-parley-close-codes")
                .forEach(code -> onSocket.add(
                        code.get("code").intValue() + " " + code.get("reason").stringValue() + " "
                                + code.get("client").stringValue()));
        List<Integer> inRest = new ArrayList<>();
        documents.openapi().at("/components/schemas/CloseCode/enum").forEach(code -> inRest.add(code.intValue()));

        assertThat(onSocket).isEqualTo(inCode);
        assertThat(inRest)
                .isEqualTo(
                        Arrays.stream(CloseCode.values()).map(CloseCode::code).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openapi-3.1.json", "asyncapi-3.0.0.json"})
    void documents_areValid_byTheSchemaOfTheirSpecification(String specification) throws IOException {
        JsonNode document = specification.startsWith("openapi") ? documents.openapi() : documents.asyncapi();
        try (var stream = getClass().getResourceAsStream("/schemas/" + specification)) {
            String schema = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String location = "https://parley.invalid/" + specification;

            // It calls `$ref` a URI, where relative references are meant.
            assertThat(ApiDocuments.registry(Map.of(location, schema), false)
                            .getSchema(SchemaLocation.of(location))
                            .validate(document))
                    .isEmpty();
        }
    }

    /// The schema of OpenAPI leaves schemas in it to JSON Schema.
    @Test
    void schemas_areValidByJsonSchema() {
        SchemaRegistry registry = ApiDocuments.registry(Map.of(), true);
        var metaSchema = registry.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        List<Error> errors = new ArrayList<>();
        schemasOf(documents.openapi()).forEach(schema -> errors.addAll(metaSchema.validate(schema)));
        errors.addAll(metaSchema.validate(documents.json("frames.schema.json")));

        assertThat(errors).isEmpty();
    }

    @Test
    void references_leadSomewhere() {
        Map<String, JsonNode> files = Map.of(
                "openapi.yaml", documents.openapi(),
                "asyncapi.yaml", documents.asyncapi(),
                "frames.schema.json", documents.json("frames.schema.json"));
        files.forEach((file, root) -> root.findValuesAsString("$ref").forEach(reference -> {
            if (reference.contains(".proto#")) {
                assertThat(repository.root().resolve(ApiDocuments.FOLDER).resolve(reference.replaceAll("#.*", "")))
                        .exists();
                return;
            }
            String[] parts = reference.split("#", 2);
            JsonNode target = files.get(parts[0].isEmpty() ? file : parts[0]);
            assertThat(target).as(reference).isNotNull();
            assertThat(target.at(parts[1]).isMissingNode()).as(reference).isFalse();
        }));
    }

    static Stream<String> operations() {
        return new ApiDocuments().operations().stream();
    }

    /// A summary, an id of its own, a tag, every answer described.
    @ParameterizedTest
    @MethodSource("operations")
    void operation_isDescribed(String operation) {
        String[] parts = operation.split(" ", 2);
        JsonNode path = documents.openapi().get("paths").get(parts[1]);
        JsonNode node = path.get(parts[0].toLowerCase(java.util.Locale.ROOT));

        assertThat(node.path("summary").asString("")).isNotBlank();
        assertThat(node.path("operationId").asString("")).isNotBlank();
        assertThat(documents.openapi().findValuesAsString("operationId"))
                .containsOnlyOnce(node.get("operationId").stringValue());
        assertThat(texts(documents.openapi().get("tags").findValues("name"))).containsAll(texts(node.get("tags")));
        node.get("responses")
                .forEach(response -> assertThat(
                                resolved(response).path("description").asString(""))
                        .isNotBlank());
        List<String> variables = new ArrayList<>();
        for (JsonNode parameters : List.of(path.path("parameters"), node.path("parameters"))) {
            parameters.forEach(parameter -> {
                JsonNode known = resolved(parameter);
                assertThat(known.path("description").asString("")).isNotBlank();
                assertThat(known.has("schema")).isTrue();
                if (known.get("in").stringValue().equals("path")) {
                    variables.add("{" + known.get("name").stringValue() + "}");
                }
            });
        }
        assertThat(Arrays.stream(parts[1].split("/", -1)).filter(part -> part.startsWith("{")))
                .containsExactlyInAnyOrderElementsOf(variables);
    }

    /// Every property of every object schema of ours says what it is.
    @Test
    void properties_areDescribed() {
        List<String> silent = new ArrayList<>();
        schemasOf(documents.openapi())
                .forEach(schema -> schema.findValues("properties")
                        .forEach(properties -> properties.forEachEntry((name, property) -> {
                            boolean said = property.has("description") || property.has("$ref") || property.has("enum");
                            if (!said) {
                                silent.add(name);
                            }
                        })));

        assertThat(silent).isEmpty();
    }

    /// By a comment in `frames.proto`, or a line in `frame-fields.properties`.
    @Test
    void fieldsOfFrames_areDescribed() {
        List<String> silent = new ArrayList<>();
        documents.json("frames.schema.json").get("$defs").forEachEntry((message, schema) -> {
            boolean ofFrame = message.endsWith("Frame");
            schema.path("properties").forEachEntry((field, property) -> {
                if (!ofFrame && !property.has("description")) {
                    silent.add(message + "." + field);
                }
            });
        });

        assertThat(silent).isEmpty();
    }

    @Test
    void examples_areWhatTheirSchemasSay() {
        List<String> errors = new ArrayList<>();
        documents
                .openapi()
                .get("paths")
                .forEachEntry((path, item) -> ApiDocuments.METHODS.stream()
                        .filter(item::has)
                        .forEach(method -> {
                            JsonNode operation = item.get(method);
                            String at = "/paths/" + ApiDocuments.escape(path) + "/" + method;
                            if (operation.has("requestBody")) {
                                errors.addAll(errorsOfExamples(at + "/requestBody", operation.get("requestBody")));
                            }
                            operation.get("responses").forEachEntry((status, response) -> {
                                String where = response.has("$ref")
                                        ? response.get("$ref").stringValue().substring(1)
                                        : at + "/responses/" + status;
                                errors.addAll(errorsOfExamples(where, resolved(response)));
                            });
                        }));
        documents
                .asyncapi()
                .at("/components/messages")
                .forEachEntry((name, message) -> message.path("examples")
                        .forEach(example -> errors.addAll(documents.errors(
                                "frames.schema.json", "/$defs/" + name + "Frame", example.get("payload")))));

        assertThat(errors).isEmpty();
    }

    /// The checks of real answers are worth something.
    @Test
    void whatIsNotDescribed_isAnError() {
        assertThat(documents.errors("frames.schema.json", "/$defs/ServerFrame", ApiDocuments.parse("""
                {"re":"6","pong":{}}""")))
                .isEmpty();
        for (String wrong : List.of(
                "{\"pong\":{\"x\":1}}",
                "{\"pong\":{},\"x\":1}",
                "{\"ping\":{}}",
                "{\"pong\":{},\"gap\":{}}",
                "{\"ack\":{\"seq\":1}}")) {
            assertThat(documents.errors("frames.schema.json", "/$defs/ServerFrame", ApiDocuments.parse(wrong)))
                    .as(wrong)
                    .isNotEmpty();
        }
        String list = "application/json";
        String device = "{\"items\":[],\"hasMore\":false%s}";
        assertThat(documents.errorsOfAnswer("GET /v1/devices", 200, list, device.formatted("")))
                .isEmpty();
        assertThat(documents.errorsOfAnswer("GET /v1/devices", 200, list, device.formatted(",\"x\":1")))
                .isNotEmpty();
        assertThat(documents.errorsOfAnswer("GET /v1/devices", 418, list, device.formatted("")))
                .isNotEmpty();
        assertThat(documents.errorsOfAnswer("GET /v1/devices", 401, "application/problem+json", """
                {"type":"about:blank","status":401,"detail":"no","code":"NOT_FOUND"}"""))
                .as("a word of another status")
                .isNotEmpty();
    }

    @Test
    void bounds_areThoseOfTheCode() {
        Map<String, Integer> bounds = Map.ofEntries(
                Map.entry("/components/schemas/NewConversation/properties/title/maxLength", MAX_TITLE_BYTES),
                Map.entry("/components/schemas/NewConversation/properties/members/maxItems", MAX_MEMBERS),
                Map.entry("/components/schemas/ConversationChange/properties/title/maxLength", MAX_TITLE_BYTES),
                Map.entry(
                        "/components/schemas/ConversationChange/properties/description/maxLength",
                        MAX_DESCRIPTION_BYTES),
                Map.entry("/components/schemas/SettingsChange/properties/draft/maxLength", MAX_DRAFT_BYTES),
                Map.entry("/components/schemas/Conversation/properties/members/maxItems", MAX_MEMBERS),
                Map.entry("/components/schemas/ConversationId/maxLength", MAX_CONVERSATION_ID_BYTES),
                Map.entry("/components/schemas/DeviceList/properties/items/maxItems", MAX_DEVICES_PER_USER),
                Map.entry(
                        "/paths/~1v1~1devices~1{id}/patch/requestBody/content/application~1json/schema/properties/name"
                                + "/maxLength",
                        MAX_DEVICE_NAME_BYTES),
                Map.entry(
                        "/paths/~1v1~1conversations~1{id}~1messages~1{seq}~1reactions~1{emoji}/parameters/2/schema"
                                + "/maxLength",
                        MAX_EMOJI_BYTES));

        bounds.forEach(
                (pointer, bound) -> assertThat(documents.openapi().at(pointer).asInt(-1))
                        .as(pointer)
                        .isEqualTo(bound));
    }

    @Test
    void ids_haveTheShapesOfTheCode() {
        Map<String, Predicate<String>> shapes = Map.of(
                "UserId", Identifiers::isUserId,
                "DeviceId", Identifiers::isDeviceId,
                "ClientId", Identifiers::isClientId);
        shapes.forEach((name, isId) -> {
            Pattern pattern = Pattern.compile(documents
                    .openapi()
                    .at("/components/schemas/" + name + "/pattern")
                    .stringValue());
            for (char c = 0; c < 256; c++) {
                String id = String.valueOf(c);
                assertThat(pattern.matcher(id).matches())
                        .as(name + " " + (int) c)
                        .isEqualTo(isId.test(id));
            }
            for (int length : List.of(0, 64, 65, 128, 129)) {
                String id = "a".repeat(length);
                assertThat(pattern.matcher(id).matches())
                        .as(name + " " + length)
                        .isEqualTo(isId.test(id));
            }
        });
    }

    /// So that it works under `script-src 'self'; style-src 'self'`, and without any other server.
    @Test
    void page_hasNoScriptOrStyleInIt_andNothingOfElsewhere() {
        String page = repository.read(ApiDocuments.FOLDER + "index.html");
        String script = repository.read(ApiDocuments.FOLDER + "reference.js");

        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)").doesNotContain("<style", "style=", "//");
        assertThat(page).doesNotContainPattern(" on[a-z]+=");
        assertThat(script).doesNotContain("innerHTML", "eval(", "http://", "https://");
    }

    private List<String> errorsOfExamples(String pointer, JsonNode holder) {
        List<String> errors = new ArrayList<>();
        holder.path("content").forEachEntry((type, content) -> {
            List<JsonNode> values = new ArrayList<>();
            if (content.has("example")) {
                values.add(content.get("example"));
            }
            content.path("examples")
                    .forEach(example -> values.add(resolved(example).get("value")));
            String schema = pointer + "/content/" + ApiDocuments.escape(type) + "/schema";
            values.forEach(value -> errors.addAll(documents.errors("openapi.yaml", schema, value)));
        });
        return errors;
    }

    private List<JsonNode> schemasOf(JsonNode openapi) {
        List<JsonNode> schemas = new ArrayList<>();
        openapi.at("/components/schemas").forEach(schemas::add);
        schemas.addAll(openapi.get("paths").findValues("schema"));
        return schemas;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? documents.openapi().at(node.get("$ref").stringValue().substring(1))
                : node;
    }

    private List<String> messages(String operation) {
        return documents.asyncapi().at("/operations/" + operation + "/messages").findValuesAsString("$ref").stream()
                .map(reference -> reference.replaceAll(".*/", ""))
                .toList();
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    private static List<String> texts(Iterable<JsonNode> nodes) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.stringValue()));
        texts.sort(null);
        return texts;
    }

    private void assertGenerated(String file, String expected) {
        var path = repository.root().resolve(ApiDocuments.FOLDER + file);
        try {
            if (Boolean.getBoolean("parley.rewrite")) {
                Files.writeString(path, expected);
            }
            if (!Files.exists(path) || !Files.readString(path).equals(expected)) {
                fail(file + " is not what its source says. Rewrite it:\n  " + REWRITE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
