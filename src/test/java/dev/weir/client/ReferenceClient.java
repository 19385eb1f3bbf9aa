package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client of Weir without a connection: messages and snapshots go in, and what is shown, what changed and what to ask for
 * come out. Not for several threads at once.
 */
public final class ReferenceClient {
    /** What a step made. */
    public record Step(Set<String> asks, Map<String, JsonNode> changed, Set<String> removed) {}

    private final boolean canAsk;
    private final Map<String, ReferenceLane> lanes = new LinkedHashMap<>();

    /** A client that knows of these lanes; one that can't ask for snapshots keeps nothing until they come. */
    public ReferenceClient(List<String> lanes, boolean canAsk) {
        this.canAsk = canAsk;
        lanes.forEach(name -> this.lanes.put(name, new ReferenceLane(canAsk)));
    }

    /** A new connection, that is not a recovered one. */
    public Step connected() {
        Set<String> asks = new LinkedHashSet<>();
        lanes.forEach((name, lane) -> {
            if (lane.connected()) {
                asks.add(name);
            }
        });
        return new Step(asks, Map.of(), Set.of());
    }

    /** A message that the bridge sent. */
    public Step receive(JsonNode message) {
        if (Shape.isPage(message)) {
            ReferenceLane pushed = lanes.computeIfAbsent(name(message), name -> new ReferenceLane(canAsk));
            return changes(pushed, () -> pushed.pushed(message), Set.of());
        }
        if (!Shape.isBatch(message)) {
            return nothing();
        }
        Set<String> asks = new LinkedHashSet<>();
        ReferenceLane lane = lanes.computeIfAbsent(name(message), name -> {
            ReferenceLane found = new ReferenceLane(canAsk);
            if (found.connected()) {
                asks.add(name);
            }
            return found;
        });
        return changes(
                lane,
                () -> {
                    if (lane.batch(message)) {
                        asks.add(name(message));
                    }
                },
                asks);
    }

    /** The snapshot of a lane, all of its pages. */
    public Step answered(String lane, List<JsonNode> pages) {
        return changes(lanes.get(lane), () -> lanes.get(lane).answer(pages), Set.of());
    }

    /** The snapshot of a lane does not come. */
    public Step failed(String lane) {
        return changes(lanes.get(lane), () -> lanes.get(lane).fail(), Set.of());
    }

    /** The pause is over after which it asks again. */
    public Step later() {
        List<String> asks = new ArrayList<>();
        lanes.forEach((name, lane) -> {
            if (lane.later()) {
                asks.add(name);
            }
        });
        return new Step(Set.copyOf(asks), Map.of(), Set.of());
    }

    /** What is shown of a lane, by entity. */
    public Map<String, JsonNode> state(String lane) {
        return lanes.containsKey(lane) ? lanes.get(lane).state() : Map.of();
    }

    /** The lanes that it knows. */
    public Set<String> lanes() {
        return Set.copyOf(lanes.keySet());
    }

    /** What it holds of a lane as a page of a snapshot: what a bridge that has seen the same would answer. */
    public ObjectNode snapshot(String lane) {
        return lanes.getOrDefault(lane, new ReferenceLane(canAsk)).page(lane);
    }

    private static String name(JsonNode message) {
        return message.get("lane").textValue();
    }

    private static Step nothing() {
        return new Step(Set.of(), Map.of(), Set.of());
    }

    private static Step changes(ReferenceLane lane, Runnable step, Set<String> asks) {
        Map<String, JsonNode> before = lane.state();
        step.run();
        Map<String, JsonNode> after = lane.state();
        Map<String, JsonNode> changed = new LinkedHashMap<>();
        for (String entity : lane.takeGiven()) {
            if (after.containsKey(entity)) {
                changed.put(entity, after.get(entity));
            }
        }
        Set<String> removed = new LinkedHashSet<>(before.keySet());
        removed.removeAll(after.keySet());
        return new Step(asks, changed, removed);
    }
}
