package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Web PubSub fails for ten minutes of virtual time while events go on: the whole core beside a queue with a long backlog. */
class OutageTest {
    private static final int CREDIT = 500;
    private static final long CREDIT_BYTES = 1 << 20;
    private static final int ENTITIES = 40;
    private static final int PER_SECOND = 50;
    private static final int CALM_SECONDS = 30;
    private static final int OUTAGE_SECONDS = 600;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RuleSet RULES = RulesLoader.load(
                    List.of(new RulesFile("rules.yaml", """
                            version: 1
                            tenant: {from: data.tenant, pattern: "[a-z0-9]+"}
                            rules:
                              - name: things
                                to:
                                  - group: "tenant:{tenant}"
                                entity: "thing/{data.id}"
                                coalesce: {every: 250ms}
                            """)), new RulesSettings("updates", Optional.empty()))
            .rules()
            .orElseThrow();

    /** How the service fails. */
    enum Failure {
        /** It is not there. */
        DOWN,
        /** It delivers, and never says so. */
        NO_ANSWER
    }

    private final VirtualLoop loop = new VirtualLoop();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final long seed = Long.getLong("weir.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final int[] sent = new int[ENTITIES];
    /** The newest that a client has, by entity. */
    private final Map<Integer, Integer> seen = new HashMap<>();
    /** The first that a client saw of each entity since the service answers again. */
    private final Map<Integer, Integer> firstSince = new HashMap<>();

    private int shown;
    private Optional<Failure> failure = Optional.empty();
    private final Bridge bridge = bridge();
    private final VirtualSource source = new VirtualSource(loop, bridge, CREDIT, CREDIT_BYTES);

    @ParameterizedTest
    @EnumSource
    void memoryStaysFlatTheNewestGoesOutFirstAndNothingIsLost(Failure how) {
        bridge.add(source);
        source.start();
        feed(CALM_SECONDS);
        assertThat(bridge.control().trouble()).isEmpty();

        failure = Optional.of(how);
        for (int minute = 1; minute <= OUTAGE_SECONDS / 60; minute++) {
            feed(60);
            assertThat(gauge("weir.events.held"))
                    .as("minute %d; seed %d", minute, seed)
                    .isBetween(1.0, (double) CREDIT);
            assertThat(gauge("weir.events.held.bytes")).isLessThanOrEqualTo(CREDIT_BYTES);
            assertThat(gauge("weir.lanes")).isLessThanOrEqualTo(ENTITIES);
        }
        assertThat(bridge.control().trouble()).as("readiness says so").anyMatch(text -> text.contains("paused"));
        assertThat(source.waiting())
                .as("the broker has what the bridge did not take")
                .isGreaterThan(CREDIT);
        Map<Integer, Integer> held = newestHeld();

        failure = Optional.empty();
        firstSince.clear();
        shown = 0;
        int settledBefore = source.settled();
        loop.advance(Duration.ofMinutes(5));

        held.forEach((entity, newest) -> assertThat(firstSince.get(entity))
                .as("the first of entity %d after the outage; seed %d", entity, seed)
                .isGreaterThanOrEqualTo(newest));
        for (int entity = 0; entity < ENTITIES; entity++) {
            assertThat(seen.get(entity)).as("entity %d; seed %d", entity, seed).isEqualTo(sent[entity]);
        }
        assertThat(source.returned())
                .as("given back or dead-lettered; seed %d", seed)
                .isEmpty();
        assertThat(source.settled())
                .as("seed %d", seed)
                .isEqualTo(Arrays.stream(sent).sum());
        assertThat(shown)
                .as("updates that went out for %d events since: most were superseded", source.settled() - settledBefore)
                .isLessThan((source.settled() - settledBefore) / 2);
        assertThat(bridge.control().trouble()).as("sources are resumed").isEmpty();
    }

    private void feed(int seconds) {
        for (int event = 0; event < seconds * PER_SECOND; event++) {
            int entity = random.nextInt(ENTITIES);
            source.send("{\"tenant\":\"t%d\",\"id\":%d,\"n\":%d}".formatted(entity % 4, entity, ++sent[entity]));
            loop.advance(Duration.ofMillis(1_000 / PER_SECOND));
        }
    }

    /** What the newest event of each entity is that the bridge has taken; the queue keeps order. */
    private Map<Integer, Integer> newestHeld() {
        Map<Integer, Integer> newest = new HashMap<>();
        source.taken().forEach(body -> {
            JsonNode event = read(body.getBytes(StandardCharsets.UTF_8));
            newest.put(event.get("id").asInt(), event.get("n").asInt());
        });
        return newest;
    }

    private CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        if (failure.isEmpty()) {
            show(body);
            loop.after(Duration.ofMillis(10).toNanos(), () -> answer.complete(new Outcome.Accepted()));
        } else if (failure.get() == Failure.NO_ANSWER) {
            show(body);
            loop.after(TIMEOUT.toNanos(), () -> answer.complete(new Outcome.Unavailable("no answer", true)));
        } else {
            answer.complete(new Outcome.Unavailable("refused", false));
        }
        return answer;
    }

    private void show(byte[] body) {
        for (JsonNode update : read(body).get("updates")) {
            int entity = update.at("/data/id").asInt();
            int number = update.at("/data/n").asInt();
            shown++;
            seen.merge(entity, number, Math::max);
            firstSince.putIfAbsent(entity, number);
        }
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private Bridge bridge() {
        WeirMetrics metrics = new WeirMetrics(registry);
        return new Bridge(
                new BridgeSettings(1_000, 1_000_000, Duration.ofHours(1), 100_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> RULES, metrics, loop::wallMillis),
                hub -> new Hub(
                        new PublishSettings(100, 8, 5, Duration.ofMillis(200), Duration.ofSeconds(30)), this::send),
                metrics,
                random);
    }
}
