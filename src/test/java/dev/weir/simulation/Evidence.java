package dev.weir.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Watches the brokers themselves: whatever a crash at this very moment would leave, nothing is lost, and the newest of each
 * entity is what comes again last. It knows what the brokers hold and what clients got, so it finds at once what the other
 * guarantees find only when something dies at the wrong time.
 */
final class Evidence {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Map<Scope, TreeMap<Long, Message>>> unsettled = new HashMap<>();
    private final Map<String, Long> received = new HashMap<>();
    /** When a message of a scope was last taken, by entity. */
    private final Map<String, Map<Scope, Long>> taken = new HashMap<>();

    void sent(Message message) {
        if (!message.poison) {
            of(message).put(message.sequence, message);
        }
    }

    void taken(Message message) {
        if (!message.poison) {
            taken.computeIfAbsent(message.thing.entity(), entity -> new HashMap<>())
                    .put(message.scope, message.takenAt);
        }
    }

    void received(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            String key = key(
                    batch.path("lane").asText(),
                    update.path("entity").asText(),
                    update.path("version").path(0).asText());
            received.merge(key, update.path("data").path("n").asLong(), Math::max);
        }
    }

    /**
     * The broker is about to forget a message for good.
     *
     * @param inOrder whether this replica could know of all older ones: not where another one shares the queue
     */
    void settling(Message message, boolean inOrder) {
        if (message.settled) {
            return;
        }
        message.settled = true;
        if (message.poison) {
            violations.add("at least once: " + message + " was settled without a dead letter");
            return;
        }
        TreeMap<Long, Message> ofEntity = of(message);
        ofEntity.remove(message.sequence);
        if (inOrder && ofEntity.tailMap(message.sequence).isEmpty()) {
            ofEntity.headMap(message.sequence).values().stream()
                    // What a dead replica has locked, its heir can't know of.
                    .filter(older -> older.isKnownToTakerOf(message))
                    .forEach(older -> violations.add("newest last: " + message + " was settled while " + older
                            + " was not, and nothing newer is left"));
        }
        for (String lane : message.thing.lanes()) {
            if (!isCovered(lane, message, ofEntity)) {
                violations.add("at least once: " + message + " was settled, but neither it nor anything newer was"
                        + " received in " + lane + " or is left at the broker");
            }
        }
    }

    /** The destination of dead letters has it. */
    void deadLettered(Message message) {
        message.settled = true;
        if (!message.poison) {
            violations.add("nothing silent: " + message + " was dead-lettered, but nothing is wrong with it");
        }
    }

    void violation(String what) {
        violations.add(what);
    }

    private boolean isCovered(String lane, Message message, TreeMap<Long, Message> ofEntity) {
        long own = received.getOrDefault(key(lane, message.thing.entity(), message.scope.text()), 0L);
        if (own >= message.n || !ofEntity.tailMap(message.sequence).isEmpty()) {
            return true;
        }
        // Of another scope, whatever came later is newer: even a repeat, since arrival decides.
        return taken.getOrDefault(message.thing.entity(), Map.of()).entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(message.scope) && other.getValue() >= message.firstTakenAt);
    }

    private TreeMap<Long, Message> of(Message message) {
        return unsettled
                .computeIfAbsent(message.thing.entity(), entity -> new HashMap<>())
                .computeIfAbsent(message.scope, scope -> new TreeMap<>());
    }

    private static String key(String lane, String entity, String scope) {
        return lane + " " + entity + " " + scope;
    }

    List<String> violations() {
        return violations;
    }
}
