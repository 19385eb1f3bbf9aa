package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random vector: two replicas write a lane, on a connection that loses and repeats batches and is cut; snapshots come late,
 * out of a cache, or not at all. In the end nothing is lost any more, and what is shown must be what was written last.
 */
final class RandomVector {
    private static final String LANE = "group:acme";
    private static final String AT = "2026-11-23T10:00:00.000Z";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ENTITIES = 6;

    private final Random random;
    private final ReferenceClient client = new ReferenceClient(List.of(LANE), true);
    /** What was written last of each entity, as a page of a snapshot says it; and each epoch's last number. */
    private final Map<String, ObjectNode> written = new TreeMap<>();

    private final ObjectNode epochs = JSON.objectNode();
    private final Map<String, JsonNode> truth = new TreeMap<>();
    private final List<Writer> writers = new ArrayList<>();
    private final ArrayNode steps = JSON.arrayNode();
    private JsonNode cached;
    private boolean cachedBefore;
    private boolean asked;
    private boolean paused;
    private long sequence;

    /** A replica in one life of the lane, with the bases that it knows. */
    private final class Writer {
        final String epoch;
        final Map<String, ObjectNode> bases = new HashMap<>();
        final Map<String, Long> revs = new HashMap<>();
        long seq;
        long rev;

        Writer(String epoch) {
            this.epoch = epoch;
        }

        JsonNode batch(int updates) {
            ObjectNode batch =
                    JSON.objectNode().put("weir", 1).put("lane", LANE).put("epoch", epoch);
            batch.put("seq", updates == 0 ? seq : ++seq);
            ArrayNode array = batch.putArray("updates");
            for (int i = 0; i < updates; i++) {
                array.add(update("e" + random.nextInt(ENTITIES)));
            }
            epochs.put(epoch, seq);
            return batch;
        }

        private ObjectNode update(String entity) {
            ObjectNode update =
                    JSON.objectNode().put("entity", entity).put("rev", ++rev).put("at", AT);
            update.putArray("version").add("ci/0").add(++sequence);
            int kind = random.nextInt(10);
            if (kind == 0) {
                truth.remove(entity);
                bases.remove(entity);
                write(entity, update).put("removed", true);
                return update.put("op", "remove");
            }
            if (kind == 1 && sequence > 20) {
                // A redelivery, after the bridge had forgotten what it published: late for all who know better.
                ((ArrayNode) update.get("version")).set(1, JSON.numberNode(sequence - 1 - random.nextInt(15)));
                ObjectNode old = JSON.objectNode().put("late", sequence);
                if (isLate(entity, update.get("version"))) {
                    return set(entity, update, old);
                }
                ((ArrayNode) update.get("version")).set(1, JSON.numberNode(sequence));
            }
            ObjectNode after = changed(truth.get(entity));
            truth.put(entity, after);
            write(entity, update).set("data", after);
            ObjectNode before = bases.get(entity);
            if (before == null || kind < 4) {
                return set(entity, update, after);
            }
            update.put("base", revs.get(entity));
            update.put("op", kind < 7 ? "merge" : "patch");
            update.set("data", kind < 7 ? merge(before, after) : patch(before, after));
            remember(entity, after);
            return update;
        }

        private ObjectNode set(String entity, ObjectNode update, ObjectNode state) {
            update.put("op", "set").set("data", state);
            remember(entity, state);
            return update;
        }

        private ObjectNode write(String entity, ObjectNode update) {
            ObjectNode state = JSON.objectNode()
                    .put("entity", entity)
                    .put("epoch", epoch)
                    .put("rev", rev)
                    .put("at", AT);
            state.set("version", update.get("version").deepCopy());
            written.put(entity, state);
            return state;
        }

        private void remember(String entity, ObjectNode state) {
            bases.put(entity, state);
            revs.put(entity, rev);
        }
    }

    private RandomVector(long seed) {
        random = new Random(seed);
    }

    private boolean isLate(String entity, JsonNode version) {
        ObjectNode state = written.get(entity);
        return state != null && VersionRule.compare(version, state.get("version")) == VersionRule.LOWER;
    }

    /** What a bridge answers that knows all. */
    private JsonNode snapshot() {
        ObjectNode page = JSON.objectNode().put("weir", 1).put("lane", LANE).put("complete", true);
        page.set("epochs", epochs.deepCopy());
        written.values().forEach(page.putArray("entities")::add);
        return page;
    }

    private ObjectNode changed(JsonNode state) {
        ObjectNode after = state == null ? JSON.objectNode() : ((ObjectNode) state).deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = "k" + random.nextInt(5);
            if (random.nextInt(4) == 0) {
                after.remove(key);
            } else {
                after.put(key, random.nextInt(100));
            }
        }
        return after;
    }

    private static ObjectNode merge(ObjectNode before, ObjectNode after) {
        ObjectNode patch = JSON.objectNode();
        before.fieldNames().forEachRemaining(key -> patch.set(key, JSON.nullNode()));
        after.properties().forEach(member -> {
            if (member.getValue().equals(before.get(member.getKey()))) {
                patch.remove(member.getKey());
            } else {
                patch.set(member.getKey(), member.getValue());
            }
        });
        return patch;
    }

    private static ArrayNode patch(ObjectNode before, ObjectNode after) {
        ArrayNode patch = JSON.arrayNode();
        merge(before, after).properties().forEach(member -> {
            ObjectNode operation = patch.addObject().put("path", "/" + member.getKey());
            if (member.getValue().isNull()) {
                operation.put("op", "remove");
            } else {
                operation
                        .put("op", before.has(member.getKey()) ? "replace" : "add")
                        .set("value", member.getValue());
            }
        });
        return patch;
    }

    /** The vector, and whether the reference showed in the end what was written last. */
    record Made(ObjectNode vector, Map<String, JsonNode> shown, Map<String, JsonNode> written) {}

    static Made make(long seed, int length) {
        return new RandomVector(seed).make("seed " + seed, length);
    }

    private Made make(String name, int length) {
        writers.add(new Writer("a"));
        writers.add(new Writer("b"));
        cached = snapshot();
        step(JSON.objectNode().put("connect", true), client.connected());
        for (int i = 0; i < length; i++) {
            act();
        }
        settle();
        Map<String, JsonNode> shown = new TreeMap<>(client.state(LANE));
        ObjectNode vector = JSON.objectNode().put("name", name);
        vector.putArray("lanes").add(LANE);
        vector.set("steps", steps);
        ObjectNode state = vector.putObject("state").putObject(LANE);
        shown.forEach(state::set);
        return new Made(vector, shown, truth);
    }

    private void act() {
        int dice = random.nextInt(20);
        if (dice < 13) {
            JsonNode batch = writers.get(random.nextInt(writers.size())).batch(1 + random.nextInt(3));
            if (random.nextInt(8) > 0) {
                receive(batch);
            }
            if (random.nextInt(12) == 0) {
                receive(batch);
            }
        } else if (dice == 13) {
            connect();
        } else if (dice == 14 && asked) {
            paused = true;
            asked = false;
            step(JSON.objectNode().put("fail", LANE), client.failed(LANE));
        } else if (dice < 17 && asked) {
            // Never twice in a row out of the cache: then a client would rightly give up.
            answer(random.nextBoolean() && !cachedBefore ? cached : snapshot());
        } else if (dice == 17) {
            later();
        } else if (dice == 18) {
            cached = snapshot();
        } else if (dice == 19 && random.nextInt(4) == 0) {
            int ended = random.nextInt(writers.size());
            repeatTail(writers.get(ended));
            writers.set(ended, new Writer("w" + steps.size()));
        }
    }

    /** Nothing is lost any more: every lane repeats its tail, and every snapshot comes. */
    private void settle() {
        writers.forEach(this::repeatTail);
        for (int i = 0; i < 10 && (asked || paused); i++) {
            if (asked) {
                answer(snapshot());
            }
            later();
        }
    }

    /** Of the last batch of a life nothing tells but this, or a later connect. */
    private void repeatTail(Writer writer) {
        if (writer.seq > 0) {
            receive(writer.batch(0));
        }
    }

    private void connect() {
        // What is out is asked anew, and its answer not taken. No cache is older than a connect takes.
        asked = false;
        cached = snapshot();
        step(JSON.objectNode().put("connect", true), client.connected());
    }

    private void receive(JsonNode batch) {
        step(JSON.objectNode().set("receive", batch), client.receive(batch));
    }

    private void answer(JsonNode page) {
        asked = false;
        paused = true;
        cachedBefore = page == cached;
        ObjectNode step = JSON.objectNode();
        step.putArray("answer").add(page);
        step(step, client.answered(LANE, List.of(page)));
    }

    private void later() {
        if (paused && !asked) {
            step(JSON.objectNode().put("later", true), client.later());
            paused = false;
        }
    }

    private void step(ObjectNode step, ReferenceClient.Step made) {
        asked |= !made.asks().isEmpty();
        add(step, "asks", made.asks());
        add(step, "removed", made.removed());
        if (!made.changed().isEmpty()) {
            ObjectNode changed = step.putObject("changed");
            new LinkedHashMap<>(made.changed()).forEach(changed::set);
        }
        steps.add(step);
    }

    private static void add(ObjectNode step, String field, Set<String> names) {
        if (!names.isEmpty()) {
            names.forEach(step.putArray(field)::add);
        }
    }
}
