package dev.weir.source;

import com.fasterxml.jackson.databind.JsonNode;

/** What reading a payload gave: a tree, or what is wrong with the bytes. Immutable, but for the tree, which nobody changes. */
public sealed interface Payload {

    /** The one value that the bytes hold. */
    record Value(JsonNode node) implements Payload {}

    /**
     * The bytes are not what their content type says.
     *
     * @param fault where, what was found, what was expected; with no more of the payload than a few words, since it
     *     stands in dead letters
     */
    record Malformed(String fault) implements Payload {}
}
