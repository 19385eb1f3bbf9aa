package dev.weir.message;

import com.fasterxml.jackson.databind.JsonNode;

/** What an update does to its entity. */
public sealed interface Change {

    /**
     * The entity is what {@code data} says: its whole state, the fields of it that are new with {@link Keep#MERGE}, or an
     * item of it with {@link Keep#ALL}.
     *
     * @param data what clients see; not to be changed
     */
    record State(JsonNode data) implements Change {}

    /** Clients are to forget the entity. */
    record Removal() implements Change {}
}
