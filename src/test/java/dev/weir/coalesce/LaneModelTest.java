package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.access.Snapshots;
import dev.weir.client.ReferenceClient;
import dev.weir.event.DeadLetter;
import dev.weir.message.Change;
import dev.weir.message.Coalescing.Priority;
import dev.weir.message.Coalescing.Sending;
import dev.weir.message.Keep;
import dev.weir.message.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations on a lane beside a model that is too simple to be wrong; {@code -Dweir.seed} plays one run again. */
class LaneModelTest {
    private static final int RUNS = 1_500;
    private static final int STEPS = 120;
    private static final String LANE = "group:tenant:acme";

    @Test
    void whateverIsDoneToItALaneKeepsItsPromises() {
        Long replayed = Long.getLong("weir.seed");
        long first = replayed == null ? System.nanoTime() : replayed;
        for (long seed = first; seed < first + (replayed == null ? RUNS : 1); seed++) {
            new Run(seed).play();
        }
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final LaneFixture fixture;
        private final ReferenceClient client = new ReferenceClient(List.of(LANE), false);
        private final Map<String, Keep> keeps = new HashMap<>();
        /** What each entity must be in the end: {@code null} where it is gone. */
        private final Map<String, JsonNode> model = new HashMap<>();

        private final List<Held> held = new ArrayList<>();
        private final Map<String, Long> newestSent = new HashMap<>();
        private final boolean remembersAll;
        /** A client that joins at some time, and asks for snapshots; where the bridge knows all states. */
        private ReferenceClient late;

        private Lane lane;
        private JsonNode inFlight;
        private long sequence;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.remembersAll = random.nextBoolean();
            this.fixture = new LaneFixture(1 + random.nextInt(6), 3_000, 1 + random.nextInt(6), remembersAll);
            client.connected();
            for (int i = 0; i < 5; i++) {
                keeps.put("x" + i, Keep.values()[random.nextInt(3)]);
            }
        }

        /** A delivery with one update, from being handed out to its end. */
        private final class Held implements Contribution {
            final String entity;
            final long sequence;
            final Change change;
            final boolean barrier;
            final long offeredAt = fixture.now;
            boolean ended;
            boolean withdrawn;

            Held(String entity, long sequence, Change change, boolean barrier) {
                this.entity = entity;
                this.sequence = sequence;
                this.change = change;
                this.barrier = barrier;
            }

            private void end() {
                assertThat(ended).as("seed %d: %d ends twice", seed, sequence).isFalse();
                assertThat(withdrawn)
                        .as("seed %d: %d ends after it was withdrawn", seed, sequence)
                        .isFalse();
                ended = true;
            }

            @Override
            public void published() {
                end();
            }

            @Override
            public void superseded(Version by) {
                assertThat((Long) by.order().get(0)).as("seed %d", seed).isGreaterThanOrEqualTo(sequence);
                end();
            }

            @Override
            public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
                throw new AssertionError("seed " + seed + ": " + sequence + " was refused: " + description);
            }
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                if (remembersAll && late == null && random.nextInt(STEPS / 2) == 0) {
                    late = new ReferenceClient(List.of(LANE), true);
                    late.connected();
                    late.answered(LANE, snapshot());
                }
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> offer();
                    case 4 -> repeat();
                    case 5 -> goBack();
                    case 6 -> fixture.pass(Duration.ofMillis(random.nextInt(300)));
                    case 7, 8 -> cut();
                    default -> answer();
                }
                check();
            }
            for (int i = 0; i < 200 && held.stream().anyMatch(one -> !one.ended); i++) {
                fixture.pass(LaneFixture.WINDOW);
                cut();
                accept();
            }
            assertThat(held).as("seed %d: all have ended", seed).allMatch(one -> one.ended);
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            ObjectNode expected = nodes.objectNode();
            keeps.keySet().stream().sorted().forEach(entity -> {
                if (model.get(entity) != null) {
                    expected.set(entity, model.get(entity));
                }
            });
            assertThat(shown(client))
                    .as("seed %d: clients have the last states", seed)
                    .isEqualTo(read(expected));
            if (late != null) {
                assertThat(shown(late))
                        .as("seed %d: who joined late has them too", seed)
                        .isEqualTo(read(expected));
            }
        }

        private static ObjectNode shown(ReferenceClient client) {
            ObjectNode shown = JsonNodeFactory.instance.objectNode();
            client.state(LANE).forEach(shown::set);
            return shown;
        }

        private List<JsonNode> snapshot() {
            Snapshots snapshots = new Snapshots(fixture.lanes::snapshot, () -> 0);
            return List.of(read(
                    snapshots.page("updates", LANE, "").toCompletableFuture().join()));
        }

        private void offer() {
            String entity = "x" + random.nextInt(5);
            boolean removal = random.nextInt(8) == 0;
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            for (int i = random.nextInt(3); i >= 0; i--) {
                String key = "k" + random.nextInt(3);
                switch (random.nextInt(4)) {
                    case 0 -> data.putNull(key);
                    case 1 -> data.putObject(key).put("deep", random.nextInt(3));
                    default -> data.put(key, random.nextInt(5) + " and some more text");
                }
            }
            sequence++;
            Change change = removal ? new Change.Removal() : new Change.State(data);
            Held one = new Held(entity, sequence, change, random.nextInt(8) == 0);
            held.add(one);
            remember(entity, removal, data);
            hand(one);
        }

        private void remember(String entity, boolean removal, ObjectNode data) {
            if (removal) {
                model.put(entity, null);
                return;
            }
            JsonNode before = model.get(entity);
            switch (keeps.get(entity)) {
                case LATEST -> model.put(entity, data);
                case MERGE -> model.put(entity, MergePatch.apply(before == null ? data.objectNode() : before, data));
                case ALL -> {
                    ArrayNode list = before == null ? data.arrayNode() : ((ArrayNode) before).deepCopy();
                    model.put(entity, list.add(data));
                }
            }
        }

        private void hand(Held one) {
            fixture.keep = keeps.get(one.entity);
            fixture.send = random.nextBoolean() ? Sending.DELTA : Sending.FULL;
            fixture.priority = random.nextInt(4) == 0 ? Priority.HIGH : Priority.NORMAL;
            lane = fixture.offer(one.entity, one.sequence, one.change, one.barrier, one);
        }

        /** The broker hands something out again that it has not heard of. */
        private void repeat() {
            if (held.isEmpty()) {
                return;
            }
            Held one = held.get(random.nextInt(held.size()));
            Held again = new Held(one.entity, one.sequence, one.change, one.barrier);
            held.add(again);
            hand(again);
        }

        /** What is held of an entity goes back, from some delivery on, and is handed out again in order. */
        private void goBack() {
            if (held.isEmpty()) {
                return;
            }
            Held first = held.get(random.nextInt(held.size()));
            List<Held> back = held.stream()
                    .filter(one -> one.entity.equals(first.entity) && one.sequence >= first.sequence && !one.ended)
                    .sorted((a, b) -> Long.compare(a.sequence, b.sequence))
                    .toList();
            for (Held one : back) {
                one.withdrawn = true;
                fixture.lanes.withdraw(new EntityKey(LaneFixture.KEY, one.entity), one);
            }
            held.removeAll(back);
            // What was sent and not accepted comes again from the start; clients drop it by its version.
            newestSent.remove(first.entity);
            for (Held one : back) {
                Held again = new Held(one.entity, one.sequence, one.change, one.barrier);
                held.add(again);
                hand(again);
            }
        }

        private void cut() {
            if (lane != null && lane.isDue(fixture.now)) {
                assertThat(inFlight).as("seed %d: one batch in flight", seed).isNull();
                lane.cut(fixture.now).ifPresent(body -> {
                    assertThat(body.length).as("seed %d", seed).isLessThanOrEqualTo(3_000);
                    inFlight = read(body);
                });
            }
        }

        private void answer() {
            if (inFlight == null) {
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean maybe = random.nextBoolean();
                    if (maybe && random.nextBoolean()) {
                        receive();
                    }
                    inFlight = null;
                    lane.givenUp("no", maybe, false, fixture.now);
                }
                case 1 -> {
                    if (lane.isStaleInFlight()) {
                        inFlight = null;
                        lane.givenUp("stale", false, false, fixture.now);
                    }
                }
                default -> accept();
            }
        }

        private void accept() {
            if (inFlight != null) {
                receive();
                inFlight = null;
                lane.accepted(fixture.now, update -> {});
            }
        }

        private void receive() {
            for (JsonNode update : inFlight.get("updates")) {
                String entity = update.get("entity").asText();
                if (keeps.get(entity) != Keep.ALL) {
                    long order = update.at("/version/1").asLong();
                    assertThat(order)
                            .as("seed %d: %s is never older than what was sent", seed, entity)
                            .isGreaterThanOrEqualTo(newestSent.getOrDefault(entity, 0L));
                    newestSent.put(entity, order);
                }
            }
            client.receive(inFlight);
            if (late != null && late.receive(inFlight).asks().contains(LANE)) {
                late.answered(LANE, snapshot());
            }
        }

        private void check() {
            if (lane == null || inFlight != null) {
                return;
            }
            held.stream()
                    .filter(one -> !one.ended)
                    .mapToLong(one -> one.offeredAt)
                    .min()
                    .ifPresent(oldest -> assertThat(lane.dueAt())
                            .as("seed %d: nothing waits past its time", seed)
                            .isLessThanOrEqualTo(Math.max(fixture.now, oldest + LaneFixture.WINDOW.toNanos())));
        }

        private static JsonNode read(byte[] body) {
            return LaneFixture.json(new String(body, StandardCharsets.UTF_8));
        }

        private static JsonNode read(JsonNode node) {
            return LaneFixture.json(node.toString());
        }
    }
}
