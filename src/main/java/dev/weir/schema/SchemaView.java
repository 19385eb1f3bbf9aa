package dev.weir.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What some schemas say of one value together, with what they refer to and with all their alternatives. */
final class SchemaView {
    private static final List<String> COMBINED = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> CONDITIONAL = List.of("if", "then", "else");
    private static final List<String> REFERENCES = List.of("$dynamicRef", "$recursiveRef");
    private static final List<String> OPENING =
            List.of("additionalProperties", "unevaluatedProperties", "patternProperties", "dependentSchemas");

    /** Of what kind a value is. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        BOOLEAN,
        /** Of several kinds, of none that is told, or one of which CEL can't be sure. */
        ANY
    }

    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Map<String, List<SchemaPart>> fields = new LinkedHashMap<>();
    private final List<SchemaPart> items = new ArrayList<>();
    private final Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean open;

    private SchemaView() {}

    static SchemaView of(List<SchemaPart> parts) {
        SchemaView view = new SchemaView();
        parts.forEach(view::add);
        return view;
    }

    /** Whether there may be fields that no schema names, and that are meant to be. */
    boolean isOpen() {
        return open;
    }

    Kind kind() {
        if (kinds.isEmpty()) {
            return fields.isEmpty() ? Kind.ANY : Kind.OBJECT;
        }
        return kinds.size() == 1 ? kinds.iterator().next() : Kind.ANY;
    }

    /** The fields that are named, each with all that is said of it. */
    Map<String, List<SchemaPart>> fields() {
        return fields;
    }

    /** What is said of an array's items. */
    List<SchemaPart> items() {
        return items;
    }

    private void add(SchemaPart part) {
        JsonNode node = part.node();
        if (!seen.add(node)) {
            return;
        }
        open |= node.isBoolean() && node.booleanValue();
        open |= REFERENCES.stream().anyMatch(node::has);
        for (String key : OPENING) {
            JsonNode said = node.path(key);
            open |= !said.isMissingNode() && !(said.isBoolean() && !said.booleanValue());
        }
        if (node.has("$ref")) {
            part.referred().ifPresentOrElse(this::add, () -> open = true);
        }
        addKinds(node);
        node.path("properties")
                .properties()
                .forEach(field -> fields.computeIfAbsent(field.getKey(), key -> new ArrayList<>())
                        .add(part.at(field.getValue())));
        if (node.path("items").isObject()) {
            items.add(part.at(node.path("items")));
        }
        COMBINED.forEach(key -> node.path(key).forEach(other -> add(part.at(other))));
        CONDITIONAL.stream().filter(node::has).forEach(key -> add(part.at(node.path(key))));
    }

    private void addKinds(JsonNode node) {
        JsonNode type = node.path("type");
        boolean nullable = false;
        if (type.isTextual()) {
            addKind(type.textValue());
        }
        for (JsonNode one : type) {
            nullable |= one.asText().equals("null");
            addKind(one.asText());
        }
        if (type.isMissingNode() && (node.has("enum") || node.has("const"))) {
            kinds.add(Kind.ANY);
        }
        // CEL compares an object with null, but no text, integer or truth.
        if (nullable && !node.has("properties")) {
            kinds.add(Kind.ANY);
        }
    }

    private void addKind(String type) {
        switch (type) {
            case "object" -> kinds.add(Kind.OBJECT);
            case "array" -> kinds.add(Kind.ARRAY);
            case "string" -> kinds.add(Kind.STRING);
            case "integer" -> kinds.add(Kind.INTEGER);
            case "boolean" -> kinds.add(Kind.BOOLEAN);
            case "number" -> kinds.add(Kind.ANY);
            default -> {}
        }
    }
}
