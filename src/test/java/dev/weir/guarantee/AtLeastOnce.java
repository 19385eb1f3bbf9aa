package dev.weir.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every event reaches its client, or a newer one of its entity does; to be asked when the flow has stopped. */
public final class AtLeastOnce implements Guarantee {
    private final Map<String, Long> sent = new TreeMap<>();
    private final Map<String, Long> received = new TreeMap<>();

    @Override
    public void sent(String lane, String entity, long n) {
        sent.merge(lane + " " + entity, n, Math::max);
    }

    @Override
    public void received(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            received.merge(
                    batch.path("lane").asText() + " " + update.path("entity").asText(),
                    update.path("data").path("n").asLong(),
                    Math::max);
        }
    }

    @Override
    public List<String> violations() {
        return sent.entrySet().stream()
                .filter(last -> received.getOrDefault(last.getKey(), 0L) < last.getValue())
                .map(last -> "at least once: " + last.getKey() + " was sent up to " + last.getValue()
                        + ", but received up to " + received.getOrDefault(last.getKey(), 0L))
                .toList();
    }
}
