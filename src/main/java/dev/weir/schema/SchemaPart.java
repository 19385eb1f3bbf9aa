package dev.weir.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A schema within a schema file.
 *
 * @param root the whole file, in which its references are looked up
 * @param node the schema
 */
record SchemaPart(JsonNode root, JsonNode node) {

    /** Another schema of the same file. */
    SchemaPart at(JsonNode other) {
        return new SchemaPart(root, other);
    }

    /** What its {@code $ref} leads to; empty where that is not a place in the same file. */
    Optional<SchemaPart> referred() {
        String reference = node.path("$ref").asText();
        if (!reference.startsWith("#") || (reference.length() > 1 && reference.charAt(1) != '/')) {
            return Optional.empty();
        }
        JsonNode found = root.at(reference.substring(1));
        return found.isMissingNode() ? Optional.empty() : Optional.of(at(found));
    }
}
