package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import dev.weir.publish.Transport;
import dev.weir.rules.RulesInForce;
import dev.weir.rules.RulesInForce.Look;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that change while events flow, in a folder that is mounted as Kubernetes mounts a ConfigMap. */
class ReloadTest {
    private static final int RELOADS = 1000;
    private static final int HELD = 500;
    /** How many events come while rules are swapped: as many on a slow machine as on a fast one. */
    private static final int EVENTS_A_RELOAD = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RulesSettings SETTINGS = new RulesSettings("updates", Optional.empty());

    @TempDir
    Path folder;

    private final AtomicInteger generation = new AtomicInteger();

    @Test
    void aThousandReloadsUnderLoadLoseDoubleAndMixNothing() throws Exception {
        mount(false);
        for (String name : List.of("one.yaml", "two.yaml")) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
        }
        RulesInForce rules = RulesInForce.load(folder, SETTINGS).rules().orElseThrow();
        Flow flow = new Flow(rules);
        AtomicBoolean done = new AtomicBoolean();
        Semaphore pace = new Semaphore(0);
        Thread feeder = new Thread(() -> {
            while (!done.get()) {
                pace.acquireUninterruptibly();
                flow.deliver();
            }
        });
        feeder.start();

        int replaced = 0;
        int refused = 0;
        while (replaced < RELOADS) {
            boolean broken = replaced % 10 == 5 && refused <= replaced / 10;
            // Else the events of a feeder that falls behind would meet the last rules alone.
            while (pace.availablePermits() > 2 * EVENTS_A_RELOAD) {
                assertThat(feeder.isAlive()).as("the feeder lives").isTrue();
                LockSupport.parkNanos(100_000);
            }
            // Meanwhile files are read: some looks find one file of the old set and one of the new.
            pace.release(EVENTS_A_RELOAD);
            Thread mounting = new Thread(() -> mount(broken));
            mounting.start();
            Look look = rules.look();
            while (look instanceof Look.Unchanged) {
                look = rules.look();
            }
            mounting.join();
            replaced += look instanceof Look.Replaced ? 1 : 0;
            refused += look instanceof Look.Refused ? 1 : 0;
        }
        done.set(true);
        pace.release();
        feeder.join();

        await().atMost(Duration.ofSeconds(60)).until(() -> flow.settled.size() == flow.sent.get());
        flow.close();
        assertThat(refused).isEqualTo(RELOADS / 10);
        assertThat(flow.problems).isEmpty();
        assertThat(flow.settled.values()).allMatch(times -> times == 1);
        assertThat(flow.published).hasSize(flow.sent.get());
        assertThat(flow.published.values()).allSatisfy(updates -> {
            assertThat(updates).hasSize(2).containsOnlyKeys("one", "two");
            assertThat(updates.get("one")).isEqualTo(updates.get("two"));
        });
        assertThat(flow.published.values().stream()
                        .map(updates -> updates.get("one"))
                        .distinct()
                        .count())
                .as("generations that judged events")
                .isGreaterThan(RELOADS / 10);
    }

    @Test
    void windowsThatAreOpenKeepTheirRules() throws IOException {
        Path file = write(rule("one", 1).replace("0ms", "1s"));
        RulesInForce rules = RulesInForce.load(folder, SETTINGS).rules().orElseThrow();
        VirtualLoop loop = new VirtualLoop();
        Queue<String> published = new ConcurrentLinkedQueue<>();
        Bridge bridge = bridge(rules, loop, (lane, body) -> {
            published.add(new String(body, StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(new Outcome.Accepted());
        });
        bridge.accept(delivery(1, "a", settlement(() -> {})));
        loop.run();
        bridge.accept(delivery(2, "a", settlement(() -> {})));
        loop.advance(Duration.ofMillis(100));

        Files.writeString(file, rule("one", 2).replace("0ms", "10s"));
        rules.look();
        assertThat(rules.look()).isInstanceOf(Look.Replaced.class);
        loop.advance(Duration.ofMillis(950));

        assertThat(published).hasSize(2);
        assertThat(published).last().asString().contains("\"g\":1");
    }

    @Test
    void aBrokenSetIsRefusedAndTheLastGoodOneStays() throws IOException {
        Path file = write(rule("one", 1));
        RulesInForce rules = RulesInForce.load(folder, SETTINGS).rules().orElseThrow();
        String hash = rules.get().hash();

        Files.writeString(file, rule("one", 2).replace("entity:", "entitty:"));
        assertThat(rules.look()).isEqualTo(new Look.Unchanged());
        Look refused = rules.look();
        assertThat(refused).isInstanceOf(Look.Refused.class);
        assertThat(((Look.Refused) refused).findings().toString()).contains("did you mean 'entity'?");
        assertThat(rules.look()).isEqualTo(new Look.Unchanged());
        assertThat(rules.get().hash()).isEqualTo(hash);

        Files.delete(file);
        rules.look();
        assertThat(rules.look()).isInstanceOf(Look.Refused.class);
        assertThat(rules.get().hash()).isEqualTo(hash);

        write(rule("one", 3));
        rules.look();
        assertThat(rules.look()).isInstanceOf(Look.Replaced.class);
        assertThat(rules.get().hash()).isNotEqualTo(hash);
    }

    /** Swaps the set in as the kubelet does: a new folder, and one symbolic link that is renamed over the old one. */
    private void mount(boolean broken) {
        int number = generation.incrementAndGet();
        try {
            Path data = Files.createDirectory(folder.resolve("..data-" + number));
            Files.writeString(data.resolve("one.yaml"), rule("one", number));
            Files.writeString(data.resolve("two.yaml"), rule("two", number) + (broken ? "    nonsense: 1\n" : ""));
            Path link = Files.createSymbolicLink(folder.resolve("..link"), data.getFileName());
            Files.move(
                    link,
                    folder.resolve("..data"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("one.yaml"), text);
    }

    private static String rule(String name, int number) {
        return """
                version: 1
                tenant: {from: data.tenant}
                rules:
                  - name: %1$s
                    to: {group: "%1$s:{tenant}"}
                    entity: "e/{data.id}"
                    data: {g: %2$d}
                    coalesce: {every: 0ms}
                """.formatted(name, number);
    }

    private static Bridge bridge(RulesInForce rules, CoreLoop loop, Transport transport) {
        WeirMetrics metrics = new WeirMetrics(new SimpleMeterRegistry());
        return new Bridge(
                new BridgeSettings(1000, 1_000_000, Duration.ofSeconds(2), 1000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), rules, metrics, loop::wallMillis),
                hub -> new Hub(
                        new PublishSettings(100_000, 32, 5, Duration.ofMillis(100), Duration.ofSeconds(1)), transport),
                metrics,
                new Random(1));
    }

    private static Delivery delivery(long number, String id, Settlement settlement) {
        byte[] body = "{\"tenant\":\"acme\",\"id\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
        return new Delivery(
                new Origin(new Scope("things", "", "0"), number, Instant.EPOCH),
                new RawMessage(body, "application/json", "thing", "", Map.of()),
                1,
                settlement);
    }

    private static Settlement settlement(Runnable onComplete) {
        return new Settlement() {
            @Override
            public CompletionStage<Answer> complete() {
                onComplete.run();
                return CompletableFuture.completedFuture(Answer.SETTLED);
            }

            @Override
            public CompletionStage<Answer> release() {
                throw new AssertionError("nothing here is to go back");
            }

            @Override
            public CompletionStage<Answer> deadLetter(DeadLetter letter) {
                throw new AssertionError("nothing here is to be dead-lettered: " + letter);
            }
        };
    }

    /** Events that each make an update in two lanes, by a rule of each file. */
    private final class Flow implements AutoCloseable {
        private final CoreThread core = new CoreThread();
        private final Semaphore credit = new Semaphore(HELD);
        private final AtomicInteger sent = new AtomicInteger();
        private final Map<Long, Integer> settled = new ConcurrentHashMap<>();
        private final Map<String, Map<String, Integer>> published = new ConcurrentHashMap<>();
        private final Queue<String> problems = new ConcurrentLinkedQueue<>();
        private final Bridge bridge;

        Flow(RulesInForce rules) {
            bridge = bridge(rules, core, this::send);
        }

        void deliver() {
            credit.acquireUninterruptibly();
            long number = sent.incrementAndGet();
            bridge.accept(delivery(number, Long.toString(number), settlement(() -> {
                settled.merge(number, 1, Integer::sum);
                credit.release();
            })));
        }

        private CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
            try {
                for (JsonNode update : JSON.readTree(body).path("updates")) {
                    String name = lane.target().name().replace(":acme", "");
                    Integer before = published
                            .computeIfAbsent(update.path("entity").asText(), entity -> new ConcurrentHashMap<>())
                            .put(name, update.at("/data/g").asInt());
                    if (before != null) {
                        problems.add(update + " was published twice to " + name);
                    }
                }
            } catch (IOException e) {
                problems.add(String.valueOf(e));
            }
            return CompletableFuture.completedFuture(new Outcome.Accepted());
        }

        @Override
        public void close() {
            core.close();
        }
    }
}
