package dev.weir.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that applies the version rule never sees an entity go back; and within one life of a lane batches come in the order
 * of their numbers, a number names one batch, and {@code rev} rises.
 */
public final class OrderPerEntity implements Guarantee {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, JsonNode> lastBatch = new HashMap<>();
    private final Map<String, Long> lastRev = new HashMap<>();
    private final VersionedClient client = new VersionedClient((before, after) -> {
        if (before.path("version").path(0).equals(after.path("version").path(0))
                && after.path("data").path("n").asLong()
                        < before.path("data").path("n").asLong()) {
            violations.add("order: " + after + " replaced " + before);
        }
    });

    @Override
    public void received(JsonNode batch) {
        client.receive(batch);
        if (batch.path("updates").isEmpty()) {
            return;
        }
        String life = batch.path("lane").asText() + " " + batch.path("epoch").asText();
        JsonNode before = lastBatch.put(life, batch);
        if (batch.equals(before)) {
            return;
        }
        if (before != null && before.path("seq").asLong() >= batch.path("seq").asLong()) {
            violations.add("order: " + batch + " came after " + before);
        }
        for (JsonNode update : batch.path("updates")) {
            long rev = update.path("rev").asLong();
            Long revBefore = lastRev.put(life, rev);
            if (revBefore != null && rev <= revBefore) {
                violations.add("order: rev " + rev + " came after " + revBefore + " in " + life);
            }
        }
    }

    @Override
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
