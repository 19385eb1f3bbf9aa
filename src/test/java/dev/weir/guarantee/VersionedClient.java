package dev.weir.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What a client holds that applies the version rule: within one scope only what is higher replaces what is held. */
final class VersionedClient {
    private final Map<String, JsonNode> held = new TreeMap<>();
    private final BiConsumer<JsonNode, JsonNode> onReplace;

    /** @param onReplace told of an update that is replaced, and of what replaces it */
    VersionedClient(BiConsumer<JsonNode, JsonNode> onReplace) {
        this.onReplace = onReplace;
    }

    void receive(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            String key =
                    batch.path("lane").asText() + " " + update.path("entity").asText();
            JsonNode current = held.get(key);
            if (current == null || replaces(update.path("version"), current.path("version"))) {
                held.put(key, update);
                if (current != null) {
                    onReplace.accept(current, update);
                }
            }
        }
    }

    Map<String, JsonNode> held() {
        return held;
    }

    private static boolean replaces(JsonNode version, JsonNode current) {
        return !version.path(0).equals(current.path(0))
                || order(version.path(1)).compareTo(order(current.path(1))) > 0;
    }

    /** A delivery's first event has its sequence number alone, the others their place after it. */
    private static Order order(JsonNode order) {
        return order.isArray()
                ? new Order(order.path(0).asLong(), order.path(1).asLong())
                : new Order(order.asLong(), 0);
    }

    private record Order(long sequence, long index) implements Comparable<Order> {
        @Override
        public int compareTo(Order other) {
            return sequence != other.sequence
                    ? Long.compare(sequence, other.sequence)
                    : Long.compare(index, other.index);
        }
    }
}
