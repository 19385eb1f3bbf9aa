package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.message.Version;
import dev.weir.message.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A state as stores keep it, in JSON.
 *
 * @param versions the newest that was published of each scope
 * @param state what was published last; of no epoch once it was read back
 * @param expiry how its removal is said when it expires; {@code null} where it does not
 */
record StoredState(
        List<Version> versions, State state, @Nullable Expiry expiry) {
    private static final Logger LOG = Logger.getLogger(StoredState.class);

    byte[] text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", state.kind().name());
        ArrayNode scopes = json.putArray("versions");
        versions.forEach(version -> scopes.add(write(version)));
        json.set("version", write(state.version()));
        json.put("at", state.at().toEpochMilli());
        if (state.kind() == State.Kind.VALUE) {
            json.set("data", Wire.parse(state.data()));
        }
        ArrayNode items = json.putArray("items");
        state.items().forEach(item -> items.add(Wire.parse(item)));
        if (expiry != null) {
            json.set("expiry", expiry.json());
        }
        return Wire.bytes(json);
    }

    /** What a store keeps of an entity; empty where another version of the bridge wrote it, or something broke it. */
    static Optional<StoredState> read(String lane, String entity, StateStore.Kept kept) {
        try {
            return Optional.of(parse(kept.text()));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "What the store has of '%s' in lane '%s' can't be read, and counts as unknown until an event of it is"
                            + " published: %s",
                    entity, lane, e);
            return Optional.empty();
        }
    }

    private static StoredState parse(byte[] text) {
        JsonNode json = Wire.parse(text);
        List<Version> versions = new ArrayList<>();
        json.path("versions").forEach(version -> versions.add(readVersion(version)));
        Version version = readVersion(json.path("version"));
        Instant at = Instant.ofEpochMilli(json.path("at").asLong());
        List<byte[]> items = new ArrayList<>();
        json.path("items").forEach(item -> items.add(Wire.bytes(item)));
        State.Kind kind = State.Kind.valueOf(json.path("kind").asText());
        byte[] data = kind == State.Kind.VALUE ? Wire.bytes(json.path("data")) : new byte[0];
        Expiry expiry = json.has("expiry") ? Expiry.parse(json.path("expiry")) : null;
        return new StoredState(versions, new State(kind, version, at, 0, data, List.copyOf(items)), expiry);
    }

    private static ArrayNode write(Version version) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode().add(version.scope());
        ArrayNode order = json.addArray();
        for (Object value : version.order()) {
            if (value instanceof Long number) {
                order.add(number);
            } else if (value instanceof Double number) {
                order.add(number);
            } else {
                order.add(value.toString());
            }
        }
        if (version.tie() != null) {
            json.add(write(version.tie()));
        }
        return json;
    }

    private static Version readVersion(JsonNode json) {
        List<Object> order = new ArrayList<>();
        for (JsonNode value : json.path(1)) {
            order.add(
                    value.isTextual()
                            ? value.asText()
                            : value.isIntegralNumber() ? value.longValue() : value.doubleValue());
        }
        return new Version(json.path(0).asText(), order, json.size() > 2 ? readVersion(json.path(2)) : null);
    }
}
