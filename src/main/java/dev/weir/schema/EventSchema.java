package dev.weir.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A JSON Schema of events' data: draft 4 to 2020-12, as its {@code $schema} says; 2020-12 where it says nothing. */
public final class EventSchema {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final SpecificationVersion DEFAULT = SpecificationVersion.DRAFT_2020_12;
    /** The whole of a schema's mistakes is no use to anybody. */
    private static final int SHOWN = 20;

    private static final int MAX_DEPTH = 64;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name;
    private final JsonNode root;
    private final Schema schema;

    private EventSchema(String name, JsonNode root, Schema schema) {
        this.name = name;
        this.root = root;
        this.schema = schema;
    }

    /**
     * Reads a schema; empty where there are findings instead.
     *
     * @param name the file, as findings name it
     */
    public static Optional<EventSchema> read(String name, String text, Findings findings) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject() && !root.isBoolean()) {
                findings.error(Place.of(name), "a JSON Schema must be an object, but this is not one");
                return Optional.empty();
            }
            if (depth(root) > MAX_DEPTH) {
                findings.error(Place.of(name), "this JSON Schema is nested more than " + MAX_DEPTH + " deep");
                return Optional.empty();
            }
            return checked(name, root, findings);
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            findings.error(
                    at == null ? Place.of(name) : new Place(name, at.getLineNr(), at.getColumnNr()),
                    "this is not JSON: " + e.getOriginalMessage());
        } catch (SchemaException | IllegalArgumentException e) {
            findings.error(Place.of(name), "this JSON Schema can't be used: " + reason(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static Optional<EventSchema> checked(String name, JsonNode root, Findings findings) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                DEFAULT,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .failFast(true)
                        .regularExpressionFactory(Re2Factory.INSTANCE)
                        .build()));
        String dialect = root.path("$schema").asText(DEFAULT.getDialectId());
        List<Error> mistakes = SchemaRegistry.withDefaultDialect(DEFAULT)
                .getSchema(SchemaLocation.of(dialect))
                .validate(root);
        mistakes.stream()
                .limit(SHOWN)
                .forEach(mistake -> findings.error(
                        Place.of(name),
                        "this is not a JSON Schema: " + mistake.getInstanceLocation() + ": " + mistake.getMessage()));
        if (!mistakes.isEmpty()) {
            return Optional.empty();
        }
        // A place of its own, so that a reference without a '#' leads to nothing but itself.
        Schema schema = registry.getSchema(SchemaLocation.of("weir:schema-" + NUMBERS.incrementAndGet()), root);
        schema.initializeValidators();
        return Optional.of(new EventSchema(name, root, schema));
    }

    private static String reason(String message) {
        String outside = "java.io.FileNotFoundException: ";
        return message.startsWith(outside)
                ? "it refers to '" + message.substring(outside.length())
                        + "', but must not refer to anything outside it"
                : message.replaceFirst("^[a-z.]+\\.[A-Za-z]+Exception: ", "");
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return deepest + 1;
    }

    /** The file, as findings name it. */
    public String name() {
        return name;
    }

    /** The schema itself. */
    JsonNode root() {
        return root;
    }

    /** How an event's data breaks it first; empty where it does not. */
    public Optional<String> violation(JsonNode data) {
        return schema.validate(data).stream()
                .findFirst()
                .map(error -> "'data" + error.getInstanceLocation().toString().replace('/', '.') + "': "
                        + error.getMessage());
    }
}
