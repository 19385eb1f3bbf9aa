package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.State;
import dev.weir.coalesce.StateStore;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Hub;
import dev.weir.publish.Hubs;
import dev.weir.publish.Outcome;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The core on virtual time with a store of states that outlives it. */
class BridgeStateTest {
    private static final RuleSet RULES = RulesLoader.load(
                    List.of(new RulesFile("rules.yaml", """
                            version: 1
                            tenant: {from: data.tenant, pattern: "[a-z]+"}
                            rules:
                              - name: things
                                to:
                                  - group: "tenant:{tenant}"
                                entity: "thing/{data.id}"
                                coalesce: {every: 250ms}
                              - name: visitors
                                to:
                                  - group: "tenant:{tenant}"
                                entity: "visitor/{data.id}"
                                when: data.id > 100
                                coalesce: {every: 250ms, expire: 10m}
                            """)), new RulesSettings("updates", Optional.empty()))
            .rules()
            .orElseThrow();

    private VirtualLoop loop = new VirtualLoop();
    private final ScriptedStore store = new ScriptedStore();
    private final List<JsonNode> published = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();
    private final List<CompletableFuture<Outcome>> unanswered = new ArrayList<>();
    private boolean hubAnswers = true;
    private Bridge bridge = bridge(1);

    @Test
    void whatIsPublishedIsStoredBeforeItIsSettled() {
        store.answers = false;
        deliver(1, "1");
        assertThat(published)
                .as("nothing is sent before the store has said what it knows")
                .isEmpty();
        store.answer();
        loop.run();
        assertThat(published).hasSize(1);
        assertThat(settled).isEmpty();
        store.answer();
        loop.run();

        assertThat(store.kept("thing/1")).isPresent();
        assertThat(settled).containsExactly("complete 1");
    }

    @Test
    void whileTheStoreIsDownNothingIsSettledAndNothingIsLost() {
        store.down = true;
        deliver(1, "1");
        loop.advance(Duration.ofMinutes(1));
        assertThat(settled).isEmpty();
        assertThat(bridge.trouble().toString()).contains("the store of states does not answer");

        store.down = false;
        loop.advance(Duration.ofMinutes(1));

        assertThat(settled).containsExactly("complete 1");
        assertThat(bridge.trouble()).isEmpty();
    }

    @Test
    void afterARestartWhatIsLateIsKnownAsLate() {
        deliver(5, "1");
        bridge = bridge(2);

        deliver(4, "1");
        deliver(5, "1");
        loop.advance(Duration.ofSeconds(1));

        assertThat(published).hasSize(1);
        assertThat(settled).containsExactly("complete 5", "complete 4", "complete 5");
    }

    @Test
    void afterARestartARepeatAndANewerOneMayComeBeforeTheStoreAnswers() {
        deliver(5, "1");
        bridge = bridge(2);
        store.answers = false;
        deliver(5, "1");
        deliver(6, "1");

        store.answers = true;
        store.answer();
        loop.advance(Duration.ofSeconds(1));

        assertThat(published).hasSize(2);
        assertThat(settled).containsExactly("complete 5", "complete 5", "complete 6");
    }

    @Test
    void afterARestartSnapshotsGoOnAndNameTheEpochsOfBothLives() throws Exception {
        deliver(1, "1");
        deliver(2, "2");
        loop.advance(Duration.ofSeconds(1));
        bridge = bridge(2);
        deliver(3, "2");
        loop.advance(Duration.ofSeconds(1));

        CompletableFuture<LaneSnapshot> asked =
                bridge.snapshot("updates", "group:tenant:acme").toCompletableFuture();
        loop.run();
        LaneSnapshot snapshot = asked.get();

        assertThat(snapshot.complete()).isTrue();
        assertThat(snapshot.epochs()).hasSize(2).containsValues(2L, 1L);
        assertThat(snapshot.entities()).extracting(LaneSnapshot.Entity::name).containsExactly("thing/1", "thing/2");
        assertThat(snapshot.entities().get(0).state().rev())
                .as("of an earlier life")
                .isZero();
        assertThat(snapshot.entities().get(1).state().version().order()).containsExactly(3L);
        assertThat(snapshot.entities()).allMatch(entity -> entity.state().kind() == State.Kind.VALUE);
    }

    @Test
    void whatAnotherReplicaHasStoredMeanwhileIsNotStoredOverByAnOlderState() {
        deliver(1, "1");
        bridge = bridge(2);
        deliver(7, "1");
        loop.advance(Duration.ofSeconds(1));
        byte[] newest = store.kept("thing/1").orElseThrow().text();
        bridge = bridge(3);
        store.forgetOnLoad = true;

        deliver(3, "1");
        loop.advance(Duration.ofSeconds(1));

        assertThat(store.kept("thing/1").orElseThrow().text()).isEqualTo(newest);
        assertThat(settled).containsExactly("complete 1", "complete 7", "complete 3");
    }

    @Test
    void whatExpiresIsRemovedThoughItGetsNothingAfterARestart() {
        deliver(1, "101");
        loop.advance(Duration.ofMinutes(5));
        bridge = bridge(2);

        loop.advance(Duration.ofMinutes(5));
        assertThat(removals()).isEmpty();
        loop.advance(Duration.ofMinutes(1));

        assertThat(removals()).containsExactly("visitor/101");
        assertThat(store.kept("visitor/101"))
                .as("remembered, since an older one may come late")
                .isPresent();
        deliver(1, "101");
        assertThat(settled).as("late").containsExactly("complete 1", "complete 1");
    }

    @Test
    void whatExpiredIsRemovedOnceAndAnUpdateThatCameMeanwhileIsNot() {
        deliver(1, "101");
        deliver(2, "102");
        loop.advance(Duration.ofMinutes(5));
        bridge = bridge(2);
        deliver(3, "102");

        loop.advance(Duration.ofMinutes(9));
        assertThat(removals()).containsExactly("visitor/101");
        loop.advance(Duration.ofMinutes(2));

        assertThat(removals()).containsExactly("visitor/101", "visitor/102");
    }

    @Test
    void whatIsDueOfAHubThatIsNoMoreStaysInTheStore() {
        deliver(1, "101");
        loop.advance(Duration.ofSeconds(1));
        bridge = bridge(2, Set.of("others"));

        loop.advance(Duration.ofHours(1));

        assertThat(removals()).isEmpty();
        assertThat(store.kept("visitor/101")).isPresent();
    }

    @Test
    void aStateThatCannotBeReadKeepsNothingElseFromBeingRemoved() {
        deliver(1, "101");
        deliver(2, "102");
        loop.advance(Duration.ofSeconds(1));
        store.breakUp("visitor/101");
        bridge = bridge(2);

        loop.advance(Duration.ofMinutes(30));

        assertThat(removals()).containsExactly("visitor/102");
        assertThat(store.kept("visitor/101")).isPresent();
    }

    @Test
    void whatAStoreFindsToBeRemovedIsBoundedWhileTheHubDoesNotAnswer() {
        for (int id = 101; id < 1601; id++) {
            deliver(id, Integer.toString(id));
        }
        loop.advance(Duration.ofSeconds(1));
        bridge = bridge(2);
        hubAnswers = false;
        store.loads = 0;

        loop.advance(Duration.ofHours(2));
        assertThat(store.loads).as("those under way").isEqualTo(1_000);

        hubAnswers = true;
        unanswered.forEach(attempt -> attempt.complete(new Outcome.Accepted()));
        loop.advance(Duration.ofHours(1));
        assertThat(removals()).as("each once").hasSize(1_500).doesNotHaveDuplicates();
    }

    @Test
    void whatWasRemovedIsForgottenInTheStoreAfterARestart() {
        deliver(1, "101");
        loop.advance(Duration.ofMinutes(11));
        assertThat(removals()).containsExactly("visitor/101");
        bridge = bridge(2);

        loop.advance(Duration.ofMinutes(9));
        assertThat(store.kept("visitor/101")).isPresent();
        loop.advance(Duration.ofMinutes(2));

        assertThat(store.kept("visitor/101")).isEmpty();
        assertThat(removals()).as("said once").containsExactly("visitor/101");
    }

    private List<String> removals() {
        List<String> entities = new ArrayList<>();
        for (JsonNode batch : published) {
            for (JsonNode update : batch.path("updates")) {
                if (update.path("op").asText().equals("remove")) {
                    entities.add(update.path("entity").asText());
                }
            }
        }
        return entities;
    }

    private Bridge bridge(long seed) {
        return bridge(seed, Set.of("updates"));
    }

    private Bridge bridge(long seed, Set<String> hubs) {
        // Its predecessor is dead, and so are its timers.
        loop = new VirtualLoop(Instant.ofEpochMilli(loop.wallMillis()));
        WeirMetrics metrics = new WeirMetrics(new SimpleMeterRegistry());
        return new Bridge(
                new BridgeSettings(100, 100_000, Duration.ofHours(1), 1_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> RULES, metrics, loop::wallMillis),
                new Hubs() {
                    @Override
                    public boolean has(String name) {
                        return hubs.contains(name);
                    }

                    @Override
                    public Hub hub(String name) {
                        return BridgeStateTest.this.hub();
                    }
                },
                metrics,
                new Random(seed),
                Optional.of(store));
    }

    private Hub hub() {
        return new Hub(
                new PublishSettings(1000, 8, 4, Duration.ofMillis(100), Duration.ofSeconds(30)), (lane, body) -> {
                    published.add(read(body));
                    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
                    if (hubAnswers) {
                        outcome.complete(new Outcome.Accepted());
                    } else {
                        unanswered.add(outcome);
                    }
                    return outcome;
                });
    }

    private void deliver(long sequence, String id) {
        Origin origin = new Origin(new Scope("things", "", "0"), sequence, Instant.EPOCH);
        byte[] body = "{\"tenant\":\"acme\",\"id\":%s,\"n\":%d}"
                .formatted(id, sequence)
                .getBytes(StandardCharsets.UTF_8);
        bridge.accept(new Delivery(
                origin, new RawMessage(body, "application/json", "thing", "m", Map.of()), 1, new Settlement() {
                    @Override
                    public CompletionStage<Answer> complete() {
                        return done("complete");
                    }

                    @Override
                    public CompletionStage<Answer> release() {
                        return done("release");
                    }

                    @Override
                    public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
                        return done("dead-letter");
                    }

                    private CompletionStage<Answer> done(String what) {
                        settled.add(what + " " + sequence);
                        return CompletableFuture.completedFuture(Answer.SETTLED);
                    }
                }));
        loop.run();
    }

    private static JsonNode read(byte[] body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store in memory that answers when it is told to. */
    private static final class ScriptedStore implements StateStore {
        private final Map<String, Kept> states = new TreeMap<>();
        private final Map<String, Due> due = new TreeMap<>();
        private final Map<String, Long> dueAt = new TreeMap<>();
        private final Map<String, Long> epochs = new HashMap<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean answers = true;
        private boolean down;
        private boolean forgetOnLoad;
        private int loads;

        void breakUp(String entity) {
            Kept broken = new Kept(states.get(entity).stamp(), "no state".getBytes(StandardCharsets.UTF_8));
            states.put(entity, broken);
            due.computeIfPresent(entity, (name, known) -> new Due(known.lane(), name, broken));
        }

        Optional<Kept> kept(String entity) {
            return Optional.ofNullable(states.get(entity));
        }

        void answer() {
            List<Runnable> now = List.copyOf(waiting);
            waiting.clear();
            now.forEach(Runnable::run);
        }

        private <T> CompletionStage<T> later(Supplier<T> action) {
            CompletableFuture<T> done = new CompletableFuture<>();
            Runnable task = () -> {
                if (down) {
                    done.completeExceptionally(new IOException("down"));
                } else {
                    done.complete(action.get());
                }
            };
            if (answers) {
                task.run();
            } else {
                waiting.add(task);
            }
            return done;
        }

        @Override
        public CompletionStage<Optional<Kept>> load(String lane, String entity) {
            loads++;
            return later(() -> forgetOnLoad ? Optional.empty() : kept(entity));
        }

        @Override
        public CompletionStage<Map<String, Optional<Kept>>> change(
                String lane, String epoch, long seq, List<Change> changes) {
            return later(() -> {
                Map<String, Optional<Kept>> refused = new HashMap<>();
                for (Change change : changes) {
                    long stamp = kept(change.entity()).map(Kept::stamp).orElse(0L);
                    if (stamp != change.expected()) {
                        refused.put(change.entity(), kept(change.entity()));
                    } else {
                        put(lane, change, new Kept(stamp + 1, change.text()));
                    }
                }
                epochs.put(epoch, seq);
                return refused;
            });
        }

        private void put(String lane, Change change, Kept kept) {
            String entity = change.entity();
            dueAt.put(entity, change.dueAt());
            due.put(entity, new Due(lane, entity, kept));
            if (kept.text().length == 0) {
                states.remove(entity);
            } else {
                states.put(entity, kept);
            }
        }

        @Override
        public CompletionStage<List<Due>> due(long before, long again, int most) {
            return later(() -> {
                List<Due> found = due.values().stream()
                        .filter(one -> dueAt.get(one.entity()) < before && states.containsKey(one.entity()))
                        .limit(most)
                        .toList();
                found.forEach(one -> dueAt.put(one.entity(), again));
                return found;
            });
        }

        @Override
        public CompletionStage<LaneContent> content(String lane) {
            return later(() -> new LaneContent(Map.copyOf(states), Map.copyOf(epochs)));
        }

        @Override
        public void close() {}
    }
}
