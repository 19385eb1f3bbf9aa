package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.coalesce.LaneSnapshot;
import dev.weir.event.Scope;
import dev.weir.message.LaneKey;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Hub;
import dev.weir.publish.Outcome;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.rules.SourceTraits;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hubs in one bridge, on virtual time: what happens to one is no matter of the other's. */
class HubsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPDATES = "updates";
    private static final String ALERTS = "alerts";
    private static final int CREDIT = 100;
    /** Of the hub for alerts; the other's is a thousand. */
    private static final double SMALL_BUDGET = 2;

    private static final String HEAD = """
            version: 1
            tenant: {from: data.tenant, pattern: "[a-z0-9]+"}
            rules:
            """;
    private static final String BOTH = """
              - name: both
                source: both
                to: [{group: "tenant:{tenant}"}, {group: "tenant:{tenant}", hub: alerts}]
                entity: "thing/{data.id}"
            """;
    private static final String CALM = """
              - name: calm
                source: calm
                to: {group: "tenant:{tenant}"}
                entity: "calm/{data.id}"
                coalesce: {every: 0ms}
            """;

    private static final Outcome ACCEPTED = new Outcome.Accepted();

    /** What a hub that takes nothing answers. */
    enum Failure {
        DOWN(new Outcome.Unavailable("connection refused", false)),
        UNAUTHORIZED(new Outcome.Unauthorized("401"));

        private final Outcome outcome;

        Failure(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    private final VirtualLoop loop = new VirtualLoop();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Supplier<CompletionStage<Outcome>>> answers = new HashMap<>();
    /** What each hub's clients have of each entity. */
    private final Map<String, Map<String, Integer>> seen =
            new HashMap<>(Map.of(UPDATES, new HashMap<>(), ALERTS, new HashMap<>()));

    private RuleSet rules = rules(BOTH + CALM);
    private final Bridge bridge = bridge();
    private final VirtualSource both = new VirtualSource("both", loop, bridge, CREDIT, 1 << 20);
    private final VirtualSource calm = new VirtualSource("calm", loop, bridge, CREDIT, 1 << 20);

    @BeforeEach
    void start() {
        for (String hub : List.of(UPDATES, ALERTS)) {
            answer(hub, ACCEPTED);
        }
        for (VirtualSource source : List.of(both, calm)) {
            bridge.add(source);
            source.start();
        }
    }

    @Test
    void anEventThatIsOwedToTwoHubsIsSettledWhenBothHaveIt() {
        CompletableFuture<Outcome> alerts = new CompletableFuture<>();
        answers.put(ALERTS, () -> alerts);

        send(both, 1, 1);
        loop.advance(Duration.ofSeconds(1));
        assertThat(seen.get(UPDATES)).containsEntry("thing/1", 1);
        assertThat(both.settled()).isZero();

        alerts.complete(ACCEPTED);
        loop.run();
        assertThat(both.settled()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void aHubThatFailsPausesTheSourcesThatFeedItAlone(Failure failure) {
        answer(ALERTS, failure.outcome);

        for (int second = 1; second <= 300; second++) {
            for (int id = 0; id < 5; id++) {
                send(both, id, second);
                send(calm, id, second);
            }
            loop.advance(Duration.ofSeconds(1));
            assertThat(calm.settled()).as("second %d", second).isEqualTo(5 * second);
            assertThat(seen.get(UPDATES)).containsEntry("calm/0", second);
        }

        assertThat(bridge.trouble()).singleElement().asString().startsWith("hub 'alerts': ");
        assertThat(bridge.control().trouble())
                .singleElement()
                .asString()
                .startsWith("source 'both' is paused: the breaker is open: hub 'alerts': ");
        assertThat(registry.get("weir.events.held")
                        .tag("source", "both")
                        .gauge()
                        .value())
                .as("the newest of each entity, which the failing hub has not got")
                .isGreaterThanOrEqualTo(5);
        assertThat(both.waiting()).as("the broker keeps what is not taken").isPositive();
        assertThat(seen.get(ALERTS)).isEmpty();

        answer(ALERTS, ACCEPTED);
        loop.advance(Duration.ofMinutes(5));
        assertThat(bridge.trouble()).isEmpty();
        assertThat(bridge.control().trouble()).isEmpty();
        assertThat(both.settled()).isEqualTo(1_500);
        assertThat(both.returned()).isEmpty();
        for (int id = 0; id < 5; id++) {
            assertThat(seen.get(ALERTS)).containsEntry("thing/" + id, 300);
            assertThat(seen.get(UPDATES)).containsEntry("thing/" + id, 300);
        }
    }

    @Test
    void aHubThatThrottlesLeavesTheOtherItsPace() {
        answer(ALERTS, new Outcome.Throttled(Optional.of(Duration.ofSeconds(20)), "429"));

        send(both, 1, 1);
        for (int event = 1; event <= 100; event++) {
            send(calm, 1, event);
            loop.advance(Duration.ofMillis(10));
            assertThat(seen.get(UPDATES)).containsEntry("calm/1", event);
        }

        assertThat(seen.get(UPDATES)).containsEntry("thing/1", 1);
        assertThat(seen.get(ALERTS)).isEmpty();
        assertThat(both.settled()).isZero();
        assertThat(calm.settled()).isEqualTo(100);
    }

    @Test
    void eachHubHasABudgetOfItsOwn() {
        for (int tenant = 0; tenant < 20; tenant++) {
            both.send("{\"tenant\":\"t%d\",\"id\":1,\"n\":1}".formatted(tenant));
        }
        loop.advance(Duration.ofSeconds(5));

        assertThat(calls(UPDATES)).isEqualTo(20);
        assertThat(calls(ALERTS)).isBetween(8.0, 5 * SMALL_BUDGET + 2);
        loop.advance(Duration.ofSeconds(10));
        assertThat(calls(ALERTS)).isEqualTo(20);
        assertThat(both.settled()).isEqualTo(20);
    }

    @Test
    void aReloadMovesThePauseToTheSourcesThatFeedTheHubNow() {
        answer(ALERTS, Failure.DOWN.outcome);
        for (int second = 0; second < 60; second++) {
            send(both, second, 1);
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(bridge.control().trouble()).singleElement().asString().startsWith("source 'both' is paused");

        rules = rules(BOTH.replace(", hub: alerts", "").replace("}\"}, {group: \"tenant:", "}\"}, {group: \"other:")
                + CALM.replace("tenant:{tenant}\"", "tenant:{tenant}\", hub: alerts"));
        bridge.rulesChanged();
        loop.run();

        assertThat(bridge.control().trouble()).singleElement().asString().startsWith("source 'calm' is paused");
        int settled = both.settled();
        send(both, 1_000, 7);
        loop.advance(Duration.ofSeconds(1));
        assertThat(seen.get(UPDATES)).containsEntry("thing/1000", 7);
        assertThat(both.settled()).isEqualTo(settled + 1);
        answer(ALERTS, ACCEPTED);
        send(calm, 1, 1);
        loop.advance(Duration.ofMinutes(5));
        assertThat(bridge.control().trouble()).isEmpty();
        assertThat(seen.get(ALERTS)).containsEntry("thing/59", 1).containsEntry("calm/1", 1);
        assertThat(both.settled()).isEqualTo(61);
        assertThat(calm.settled()).isOne();
    }

    @Test
    void aSourceGoesOnWhereAllThatAFailingHubWasOwedIsTakenBack() {
        answer(ALERTS, Failure.DOWN.outcome);
        for (int second = 0; second < 60; second++) {
            send(both, second, 1);
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(bridge.control().trouble()).singleElement().asString().startsWith("source 'both' is paused");

        bridge.lost(new Scope("both", "", "0"));
        loop.advance(Duration.ofMinutes(1));
        assertThat(bridge.control().trouble()).isEmpty();
        assertThat(bridge.trouble()).isEmpty();

        answer(ALERTS, ACCEPTED);
        send(both, 1, 2);
        loop.advance(Duration.ofMinutes(1));
        assertThat(seen.get(ALERTS)).containsEntry("thing/1", 2);
        assertThat(bridge.control().trouble()).isEmpty();
    }

    @Test
    void aLaneOfOneNameIsAnotherInEachHub() {
        send(both, 1, 1);
        send(calm, 1, 1);
        loop.advance(Duration.ofSeconds(5));

        assertThat(entities(UPDATES)).containsExactly("calm/1", "thing/1");
        assertThat(entities(ALERTS)).containsExactly("thing/1");
    }

    /** What a snapshot of the lane has that is in both hubs. */
    private List<String> entities(String hub) {
        CompletableFuture<LaneSnapshot> snapshot =
                bridge.snapshot(hub, "group:tenant:t1").toCompletableFuture();
        loop.run();
        return snapshot.join().entities().stream()
                .map(LaneSnapshot.Entity::name)
                .toList();
    }

    private void answer(String hub, Outcome outcome) {
        answers.put(hub, () -> CompletableFuture.completedFuture(outcome));
    }

    private void send(VirtualSource source, int id, int n) {
        source.send("{\"tenant\":\"t1\",\"id\":%d,\"n\":%d}".formatted(id, n));
        loop.run();
    }

    private double calls(String hub) {
        return registry.get("weir.publish.calls").tag("hub", hub).counter().count();
    }

    private CompletionStage<Outcome> publish(LaneKey lane, byte[] body) {
        String hub = lane.target().hub();
        CompletionStage<Outcome> answer = answers.get(hub).get();
        return answer.thenApply(outcome -> {
            if (outcome instanceof Outcome.Accepted) {
                show(hub, body);
            }
            return outcome;
        });
    }

    private void show(String hub, byte[] body) {
        try {
            for (JsonNode update : JSON.readTree(body).get("updates")) {
                seen.get(hub)
                        .put(update.get("entity").asText(), update.at("/data/n").asInt());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A batch is not JSON", e);
        }
    }

    private static RuleSet rules(String text) {
        RulesSettings settings = new RulesSettings(
                UPDATES,
                Optional.of(Set.of(UPDATES, ALERTS)),
                Optional.of(Map.of("both", SourceTraits.ORDERED, "calm", SourceTraits.ORDERED)),
                RulesSettings.State.UNKNOWN);
        return RulesLoader.load(List.of(new RulesFile("rules.yaml", HEAD + text)), settings)
                .rules()
                .orElseThrow();
    }

    private Bridge bridge() {
        WeirMetrics metrics = new WeirMetrics(registry);
        return new Bridge(
                new BridgeSettings(1_000, 1_000_000, Duration.ofHours(1), 10_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> rules, metrics, loop::wallMillis),
                hub -> new Hub(
                        new PublishSettings(
                                hub.equals(ALERTS) ? SMALL_BUDGET : 1_000,
                                16,
                                3,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(30)),
                        this::publish),
                metrics,
                new Random(1));
    }
}
