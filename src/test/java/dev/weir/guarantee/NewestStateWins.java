package dev.weir.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * After the flow has stopped, each entity that a client sees equals the last event that was sent of it; for entities whose
 * events all come from one scope, since across scopes arrival decides.
 */
public final class NewestStateWins implements Guarantee {
    private final Map<String, Long> newest = new TreeMap<>();
    private final VersionedClient client = new VersionedClient((before, after) -> {});

    @Override
    public void sent(String lane, String entity, long n) {
        newest.put(lane + " " + entity, n);
    }

    @Override
    public void received(JsonNode batch) {
        client.receive(batch);
    }

    @Override
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        newest.forEach((key, n) -> {
            JsonNode held = client.held().get(key);
            if (held == null || held.path("data").path("n").asLong() != n) {
                violations.add("newest state: " + key + " was last sent " + n + ", but the client holds " + held);
            }
        });
        return violations;
    }
}
