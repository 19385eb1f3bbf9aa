package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.message.Format;
import dev.weir.message.LaneKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An update as it left for the service, read from the very message.
 *
 * @param at when it left, from the start
 * @param hub the hub
 * @param to the lane, {@code group:tenant:acme}
 * @param entity what it is about; empty in formats that don't say
 * @param op what it does; {@code message} in formats that are no envelope
 * @param data its data; of {@code add} a list of the items' data, of {@code remove} null
 */
public record PublishedUpdate(Duration at, String hub, String to, String entity, String op, JsonNode data) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The updates of a message; none of an empty batch, which only repeats its number. */
    static List<PublishedUpdate> of(LaneKey lane, byte[] body, Duration at) {
        JsonNode message;
        try {
            message = JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("The bridge made a message that is not JSON", e);
        }
        String hub = lane.target().hub();
        String to = lane.target().laneName();
        if (lane.format() != Format.WEIR) {
            return List.of(new PublishedUpdate(at, hub, to, "", "message", message));
        }
        List<PublishedUpdate> updates = new ArrayList<>();
        for (JsonNode update : message.path("updates")) {
            updates.add(new PublishedUpdate(
                    at,
                    hub,
                    to,
                    update.path("entity").asText(),
                    update.path("op").asText(),
                    data(update)));
        }
        return updates;
    }

    private static JsonNode data(JsonNode update) {
        if (!update.has("items")) {
            return update.has("data") ? update.get("data") : NullNode.getInstance();
        }
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        update.get("items").forEach(item -> items.add(item.path("data")));
        return items;
    }
}
