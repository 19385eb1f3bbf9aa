package dev.weir.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a lane's gate must let through no more: within one life of a lane, and while the bridge has room for all that it knows,
 * nothing is sent of an entity that is not newer than what the service has accepted of it from the same scope, removals
 * included.
 */
final class Gate {
    private final Map<String, Long> accepted = new HashMap<>();

    /** What of a batch should not have been sent. */
    Optional<String> late(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            Long before = accepted.get(key(batch, update));
            if (before != null && sequence(update) <= before) {
                return Optional.of(
                        "gate: " + update + " was sent after sequence number " + before + " had been accepted");
            }
        }
        return Optional.empty();
    }

    /** The bridge knows that the service has a batch. */
    void accepted(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            accepted.merge(key(batch, update), sequence(update), Math::max);
        }
    }

    private static long sequence(JsonNode update) {
        return update.path("version").path(1).asLong();
    }

    private static String key(JsonNode batch, JsonNode update) {
        return batch.path("lane").asText() + " " + batch.path("epoch").asText() + " "
                + update.path("entity").asText() + " "
                + update.path("version").path(0).asText();
    }
}
