package dev.parley.e2e;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The descriptions in `docs/api`, and values checked against them. Strictly: a field that is not described is an
/// error here, though clients ignore it, because it is one that somebody forgot to describe.
final class ApiDocuments {

    static final String FOLDER = "docs/api/";
    static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String BASE = "https://parley.invalid/";

    private final Repository repository = Repository.here();
    private final JsonNode openapi = yaml("openapi.yaml");
    private final JsonNode asyncapi = yaml("asyncapi.yaml");
    private final SchemaRegistry schemas = registry(
            Map.of(
                    BASE + "openapi.yaml", strict(openapi).toString(),
                    BASE + "frames.schema.json",
                            strict(json("frames.schema.json")).toString()),
            true);

    JsonNode openapi() {
        return openapi;
    }

    JsonNode asyncapi() {
        return asyncapi;
    }

    JsonNode json(String file) {
        return JSON.readTree(repository.read(FOLDER + file));
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    /// @param formats whether `format` is checked, or only told
    static SchemaRegistry registry(Map<String, String> documents, boolean formats) {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(documents)
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(formats)
                                .build()));
    }

    /// What is wrong with `value` by the schema at `pointer` of a document; empty: nothing.
    List<String> errors(String document, String pointer, JsonNode value) {
        Schema schema = schemas.getSchema(SchemaLocation.of(BASE + document + "#" + fragment(pointer)));
        return schema.validate(value).stream().map(Error::toString).toList();
    }

    /// `GET /v1/devices` and the like.
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        openapi.get("paths")
                .forEachEntry((path, item) ->
                        METHODS.stream().filter(item::has).forEach(method -> operations.add(operation(method, path))));
        return operations;
    }

    /// Described before they are there; marked `x-parley-planned`.
    Set<String> plannedOperations() {
        Set<String> planned = new TreeSet<>(operations());
        planned.removeIf(operation -> !node(operation).has("x-parley-planned"));
        return planned;
    }

    static String operation(String method, String path) {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
    }

    private JsonNode node(String operation) {
        String[] parts = operation.split(" ", 2);
        return openapi.get("paths").get(parts[1]).get(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    /// The described operation that a request is one of. A path without variables goes before one with.
    String operationOf(String method, String path) {
        List<String> fitting = new ArrayList<>();
        for (String operation : operations()) {
            String[] parts = operation.split(" ", 2);
            String regex = "\\Q" + parts[1].replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q") + "\\E";
            if (parts[0].equals(method) && path.matches(regex)) {
                fitting.add(operation);
            }
        }
        return fitting.stream()
                .min((a, b) -> Long.compare(variables(a), variables(b)))
                .orElseThrow(() -> new IllegalStateException(method + " " + path + " is not in openapi.yaml"));
    }

    /// What is wrong with an answer, by its operation's description.
    List<String> errorsOfAnswer(String operation, int status, String contentType, String body) {
        String[] parts = operation.split(" ", 2);
        String pointer = "/paths/" + escape(parts[1]) + "/" + parts[0].toLowerCase(java.util.Locale.ROOT)
                + "/responses/" + status;
        JsonNode response = openapi.at(pointer);
        if (response.isMissingNode()) {
            return List.of(operation + " answers " + status + ", which openapi.yaml does not say");
        }
        if (response.has("$ref")) {
            pointer = response.get("$ref").stringValue().substring(1);
            response = openapi.at(pointer);
        }
        if (!response.has("content")) {
            return body.isEmpty() ? List.of() : List.of(operation + " " + status + " has a body: " + body);
        }
        String type = contentType.replaceAll(";.*", "");
        if (!response.get("content").has(type)) {
            return List.of(operation + " " + status + " is " + contentType);
        }
        return errors("openapi.yaml", pointer + "/content/" + escape(type) + "/schema", JSON.readTree(body));
    }

    /// One name of a JSON pointer.
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String fragment(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D");
    }

    private static long variables(String operation) {
        return operation.chars().filter(c -> c == '{').count();
    }

    private JsonNode yaml(String file) {
        return YAML.readTree(repository.read(FOLDER + file));
    }

    private static JsonNode strict(JsonNode node) {
        JsonNode copy = node.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            boolean open = object.has("$ref") || object.has("additionalProperties");
            if (!open) {
                object.put("additionalProperties", false);
            }
        }
        node.forEach(ApiDocuments::close);
    }
}
