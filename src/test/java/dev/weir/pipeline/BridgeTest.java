package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.message.LaneKey;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Hub;
import dev.weir.publish.Outcome;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole core on virtual time: real rules, a scripted service and a scripted broker. */
class BridgeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES = """
            version: 1
            tenant: {from: data.tenant, pattern: "[a-z]+"}
            rules:
              - name: noise
                when: type == "noise"
                to: []
              - name: things
                when: type == "thing"
                to:
                  - group: "tenant:{tenant}"
                entity: "thing/{data.id}"
                coalesce: {every: 250ms}
              - name: jobs
                when: type == "job"
                to:
                  - group: "tenant:{tenant}"
                entity: "job/{data.id}"
                version: data.v
              - name: runs
                when: type == "job"
                to:
                  - group: "tenant:{tenant}"
                entity: "run/{data.run}"
              - name: channels
                when: type == "channel"
                to:
                  - group: "channel:{tenant}:{data.channel}"
                  - user: "{tenant}:{data.user}"
                entity: "channel/{data.id}"
              - name: pairs
                when: type == "pair"
                to:
                  - group: "tenant:{tenant}"
                  - group: "pair:{tenant}:{data.id}"
                entity: "pair/{data.id}"
                coalesce: {every: 100ms}
            """;

    private final VirtualLoop loop = new VirtualLoop();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> settled = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<JsonNode> published = new ArrayList<>();
    private Function<JsonNode, CompletionStage<Outcome>> service =
            batch -> CompletableFuture.completedFuture(new Outcome.Accepted());
    private final Bridge bridge = bridge();
    private long sequence;

    @Test
    void anEventBecomesAnUpdateAndIsSettledAfterIt() {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        service = batch -> answer;

        deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":1}");
        assertThat(published).hasSize(1);
        assertThat(settled).isEmpty();
        answer.complete(new Outcome.Accepted());
        loop.run();

        assertThat(published.get(0).get("lane").asText()).isEqualTo("group:tenant:acme");
        assertThat(published.get(0).at("/updates/0/entity").asText()).isEqualTo("thing/1");
        assertThat(settled).containsExactly("complete 1");
    }

    @Test
    void eventsWithoutUpdatesEndAsFilteredOrUnmatched() {
        deliver("noise", "{}");
        deliver("unknown", "{}");

        assertThat(settled).containsExactly("complete 1", "complete 2");
        assertThat(count("weir.events.settled", "filtered")).isEqualTo(1);
        assertThat(count("weir.events.settled", "unmatched")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1} is dead-lettered as {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "thing   | not json                                              | InvalidJson   |",
                "''      | {\"tenant\":\"acme\"}                                 | MissingType   |",
                "thing   | {\"id\":1}                                            | MissingTenant | things",
                "thing   | {\"tenant\":\"Ac me\",\"id\":1}                       | InvalidTenant | things",
                "thing   | {\"tenant\":\"acme\"}                                 | MissingField  | things",
                "channel | {\"tenant\":\"acme\",\"channel\":\"\",\"user\":\"u\",\"id\":1} | InvalidTarget | channels",
            })
    void badEventsAreDeadLetteredWithReasonRuleAndOriginAndTheBridgeGoesOn(
            String type, String body, String reason, String rule) {
        deliver(type, body);
        deliver("thing", "{\"tenant\":\"acme\",\"id\":1}");

        assertThat(deadLetters).hasSize(1);
        DeadLetter letter = deadLetters.get(0);
        assertThat(letter.reason().text()).isEqualTo(reason);
        assertThat(letter.rule()).isEqualTo(rule == null ? "" : rule);
        assertThat(letter.description()).isNotBlank();
        assertThat(letter.origin().text()).isEqualTo("things/0/1");
        assertThat(settled).containsExactlyInAnyOrder("dead-letter 1", "complete 2");
        assertThat(published).hasSize(1);
    }

    @Test
    void anEventThatFailsForOneTargetIsPublishedToNone() {
        deliver("channel", "{\"tenant\":\"acme\",\"channel\":\"c\",\"id\":1}");

        assertThat(published).isEmpty();
        assertThat(deadLetters).extracting(letter -> letter.reason().text()).containsExactly("MissingField");
    }

    @Test
    void whatTheServiceRefusesForGoodIsDeadLetteredWithItsAnswer() {
        service = batch -> CompletableFuture.completedFuture(new Outcome.Rejected("Web PubSub answered 400"));

        deliver("thing", "{\"tenant\":\"acme\",\"id\":1}");

        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.get(0).reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(deadLetters.get(0).description()).isEqualTo("Web PubSub answered 400");
        assertThat(deadLetters.get(0).failedTargets()).containsExactly("updates/group:tenant:acme");
    }

    @Test
    void severalEventsOfOneDeliveryKeepTheirOrderAndItIsSettledOnce() {
        deliver("thing", "[{\"tenant\":\"acme\",\"id\":1,\"n\":1},{\"tenant\":\"acme\",\"id\":1,\"n\":2}]");
        loop.advance(Duration.ofSeconds(1));

        assertThat(published.get(0).get("updates")).hasSize(1);
        assertThat(published.get(0).at("/updates/0/data/n").asInt()).isEqualTo(2);
        assertThat(published.get(0).at("/updates/0/version").toString()).isEqualTo("[\"things/0\",[1,1]]");
        assertThat(settled).containsExactly("complete 1");
    }

    @Test
    void versionsThatContradictTheBrokersOrderNeverBlockSettlement() {
        deliver("job", "{\"tenant\":\"acme\",\"id\":1,\"run\":7,\"v\":2}");
        deliver("job", "{\"tenant\":\"acme\",\"id\":1,\"run\":7,\"v\":1}");
        deliver("job", "{\"tenant\":\"acme\",\"id\":1,\"run\":8,\"v\":1}");
        loop.advance(Duration.ofSeconds(10));

        assertThat(settled).containsExactly("complete 1", "complete 2", "complete 3");
    }

    @Test
    void aBurstOfOneEntityIsOneCallAndAllOfItIsSettled() {
        for (int n = 1; n <= 100; n++) {
            deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":" + n + "}");
        }
        loop.advance(Duration.ofSeconds(1));

        assertThat(published).hasSize(2);
        assertThat(published.get(1).at("/updates/0/data/n").asInt()).isEqualTo(100);
        assertThat(settled).hasSize(100);
        assertThat(count("weir.events.settled", "published")).isEqualTo(2);
        assertThat(count("weir.events.settled", "superseded")).isEqualTo(98);
    }

    @Test
    void whileTheServiceIsDownNothingIsDroppedAndTheNewestStateGoesOutFirst() {
        service = batch -> CompletableFuture.completedFuture(new Outcome.Unavailable("down", false));
        for (int n = 1; n <= 50; n++) {
            deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":" + n + "}");
            loop.advance(Duration.ofSeconds(5));
        }
        published.clear();
        service = batch -> CompletableFuture.completedFuture(new Outcome.Accepted());
        loop.advance(Duration.ofMinutes(2));

        assertThat(published.get(published.size() - 2).at("/updates/0/data/n").asInt())
                .isEqualTo(50);
        assertThat(settled).hasSize(50);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void aDrainPublishesWithoutWaitingForWindows() {
        deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":1}");
        deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":2}");

        CompletableFuture<DrainResult> drained =
                bridge.drain(Duration.ofSeconds(8), Duration.ofSeconds(2)).toCompletableFuture();
        loop.advance(Duration.ofMillis(50));

        assertThat(drained).isCompleted();
        assertThat(settled).containsExactly("complete 1", "complete 2");
    }

    @Test
    void aDrainGivesBackWhatCannotBePublishedInTime() {
        service = batch -> new CompletableFuture<>();
        deliver("thing", "{\"tenant\":\"acme\",\"id\":1,\"n\":1}");
        deliver("thing", "{\"tenant\":\"acme\",\"id\":2,\"n\":1}");

        CompletableFuture<DrainResult> drained =
                bridge.drain(Duration.ofSeconds(8), Duration.ofSeconds(2)).toCompletableFuture();
        loop.advance(Duration.ofMillis(7_900));
        assertThat(settled).isEmpty();
        loop.advance(Duration.ofMillis(200));

        assertThat(settled).containsExactlyInAnyOrder("release 1", "release 2");
        assertThat(drained).isCompletedWithValue(new DrainResult(0, 2));
        assertThat(count("weir.events.returned", "released")).isEqualTo(2);
    }

    @Test
    void randomFaultsLoseNothingAndLeaveEveryClientWithTheNewestState() {
        for (int round = 0; round < 40; round++) {
            new Faults(System.nanoTime()).run();
        }
    }

    /** A broker that redelivers and a service that fails at random, against a client that applies the version rule. */
    private static final class Faults {
        private final long seed;
        private final Random random;
        private final BridgeTest core = new BridgeTest();
        private final Map<String, Long> newest = new TreeMap<>();
        private final Map<String, JsonNode> client = new HashMap<>();
        private final Map<Long, Integer> open = new TreeMap<>();
        private final Map<Long, String> bodies = new HashMap<>();
        private boolean faulty = true;

        Faults(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            core.service = this::serve;
            for (int step = 0; step < 300; step++) {
                long next = ++core.sequence;
                String id = Integer.toString(random.nextInt(6));
                // Two lanes, one of them shared with the other entities: they fail and run late apart from each other.
                newest.put("group:tenant:acme pair/" + id, next);
                newest.put("group:pair:acme:" + id + " pair/" + id, next);
                bodies.put(next, "{\"tenant\":\"acme\",\"id\":" + id + ",\"n\":" + next + "}");
                deliver(next, 1);
                core.loop.advance(Duration.ofMillis(random.nextInt(100)));
            }
            faulty = false;
            core.loop.advance(Duration.ofMinutes(30));

            assertThat(open).as("seed %d: unsettled", seed).isEmpty();
            Map<String, Long> seen = new TreeMap<>();
            client.forEach(
                    (entity, update) -> seen.put(entity, update.at("/data/n").asLong()));
            assertThat(seen).as("seed %d: states", seed).isEqualTo(newest);
            double received = core.count("weir.events.received", "");
            assertThat(core.count("weir.events.settled", "") + core.count("weir.events.returned", ""))
                    .as("seed %d: sum", seed)
                    .isEqualTo(received);
            assertThat(core.held()).as("seed %d: held", seed).isZero();
        }

        private void deliver(long number, int attempt) {
            open.put(number, attempt);
            core.bridge.accept(new Delivery(
                    origin(number), message("pair", bodies.get(number)), attempt, new Settlement() {
                        @Override
                        public CompletionStage<Answer> complete() {
                            return later(random.nextInt(10) > 0 || !faulty ? Answer.SETTLED : Answer.LOST);
                        }

                        @Override
                        public CompletionStage<Answer> release() {
                            return later(Answer.LOST);
                        }

                        @Override
                        public CompletionStage<Answer> deadLetter(DeadLetter why) {
                            throw new AssertionError("seed " + seed + ": nothing here is to be dead-lettered: " + why);
                        }

                        private CompletionStage<Answer> later(Answer answer) {
                            CompletableFuture<Answer> told = new CompletableFuture<>();
                            core.loop.after(
                                    Duration.ofMillis(random.nextInt(200)).toNanos(), () -> {
                                        if (answer == Answer.SETTLED) {
                                            open.remove(number);
                                        } else {
                                            core.loop.after(
                                                    Duration.ofMillis(random.nextInt(2000))
                                                            .toNanos(),
                                                    () -> deliver(number, attempt + 1));
                                        }
                                        told.complete(answer);
                                    });
                            return told;
                        }
                    }));
        }

        private CompletionStage<Outcome> serve(JsonNode batch) {
            int fate = faulty ? random.nextInt(10) : 9;
            boolean delivered = fate >= 3 || fate == 0;
            Outcome outcome = switch (fate) {
                case 0 -> new Outcome.Unavailable("timed out after delivering", true);
                case 1 -> new Outcome.Unavailable("refused", false);
                case 2 -> new Outcome.Throttled(Optional.of(Duration.ofMillis(random.nextInt(3000))), "429");
                default -> new Outcome.Accepted();
            };
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            core.loop.after(Duration.ofMillis(random.nextInt(60)).toNanos(), () -> {
                if (delivered) {
                    batch.get("updates").forEach(update -> see(batch.get("lane").asText(), update));
                }
                answer.complete(outcome);
            });
            return answer;
        }

        private void see(String lane, JsonNode update) {
            String entity = lane + " " + update.get("entity").asText();
            JsonNode current = client.get(entity);
            if (current == null
                    || update.at("/version/1").asLong()
                            > current.at("/version/1").asLong()) {
                client.put(entity, update);
            }
        }
    }

    private void deliver(String type, String body) {
        long number = ++sequence;
        bridge.accept(new Delivery(origin(number), message(type, body), 1, new Settlement() {
            @Override
            public CompletionStage<Answer> complete() {
                return tell("complete");
            }

            @Override
            public CompletionStage<Answer> release() {
                return tell("release");
            }

            @Override
            public CompletionStage<Answer> deadLetter(DeadLetter why) {
                deadLetters.add(why);
                return tell("dead-letter");
            }

            private CompletionStage<Answer> tell(String what) {
                settled.add(what + " " + number);
                return CompletableFuture.completedFuture(Answer.SETTLED);
            }
        }));
        loop.run();
    }

    private static Origin origin(long number) {
        return new Origin(new Scope("things", "", "0"), number, VirtualLoop.START);
    }

    private static RawMessage message(String type, String body) {
        return new RawMessage(body.getBytes(StandardCharsets.UTF_8), "application/json", type, "m", Map.of());
    }

    private double count(String name, String tag) {
        return registry.find(name).counters().stream()
                .filter(counter -> tag.isEmpty()
                        || counter.getId().getTags().stream()
                                .anyMatch(t -> t.getValue().equals(tag)))
                .mapToDouble(Counter::count)
                .sum();
    }

    private double held() {
        return registry.find("weir.events.held").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    private Bridge bridge() {
        WeirMetrics metrics = new WeirMetrics(registry);
        RuleSet rules = RulesLoader.load(
                        List.of(new RulesFile("rules.yaml", RULES)), new RulesSettings("updates", Optional.empty()))
                .rules()
                .orElseThrow();
        return new Bridge(
                new BridgeSettings(1000, 1_000_000, Duration.ofSeconds(2), 10_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> rules, metrics, loop::wallMillis),
                hub -> new Hub(
                        new PublishSettings(1000, 16, 3, Duration.ofMillis(100), Duration.ofSeconds(30)),
                        this::publish),
                metrics,
                new Random(1));
    }

    private CompletionStage<Outcome> publish(LaneKey lane, byte[] body) {
        try {
            JsonNode batch = JSON.readTree(body);
            published.add(batch);
            return service.apply(batch);
        } catch (IOException e) {
            throw new UncheckedIOException("A batch is not JSON", e);
        }
    }
}
