package dev.weir.source;

import com.fasterxml.jackson.databind.JsonNode;

/** What reading bytes as JSON gave: a tree, or what is wrong with them. */
sealed interface Parsed {

    /** The one value that the bytes hold. */
    record Value(JsonNode node) implements Parsed {}

    /** The bytes are not JSON as {@link StrictJson} takes it; {@code fault} says where and why. */
    record Malformed(String fault) implements Parsed {}
}
