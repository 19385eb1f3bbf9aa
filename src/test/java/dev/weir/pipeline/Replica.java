package dev.weir.pipeline;

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
import dev.weir.publish.PublishSettings;
import dev.weir.publish.Transport;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One life of a bridge on virtual time, with a store of states that outlives it. */
final class Replica {
    final VirtualLoop loop;
    final Bridge bridge;

    /**
     * @param hubs those that it knows
     * @param seed names its life
     * @param start when it starts, on the wall
     */
    Replica(RuleSet rules, StateStore store, Set<String> hubs, Transport transport, long seed, Instant start) {
        loop = new VirtualLoop(start);
        Hub hub = new Hub(new PublishSettings(1000, 8, 4, Duration.ofMillis(100), Duration.ofSeconds(30)), transport);
        WeirMetrics metrics = new WeirMetrics(new SimpleMeterRegistry());
        bridge = new Bridge(
                new BridgeSettings(100, 100_000, Duration.ofHours(1), 1_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> rules, metrics, loop::wallMillis),
                new Hubs() {
                    @Override
                    public boolean has(String name) {
                        return hubs.contains(name);
                    }

                    @Override
                    public Hub hub(String name) {
                        return hub;
                    }
                },
                metrics,
                new Random(seed),
                Optional.of(store));
    }

    static RuleSet rules(String text) {
        return RulesLoader.load(
                        List.of(new RulesFile("rules.yaml", text)), new RulesSettings("updates", Optional.empty()))
                .rules()
                .orElseThrow();
    }

    /**
     * Takes an event, and does what can be done at once.
     *
     * @param settled told of what the broker is asked for, and answers to at once
     */
    void deliver(String partition, long sequence, String event, List<String> settled) {
        Origin origin = new Origin(new Scope("things", "", partition), sequence, Instant.EPOCH);
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
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
}
