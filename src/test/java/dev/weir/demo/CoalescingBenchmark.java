package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.coalesce.Contribution;
import dev.weir.coalesce.Lane;
import dev.weir.coalesce.LaneSettings;
import dev.weir.coalesce.Lanes;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Coalescing.Priority;
import dev.weir.message.Coalescing.Sending;
import dev.weir.message.Envelope;
import dev.weir.message.JsonWriter;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.Operation;
import dev.weir.message.Outgoing;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.message.Wire;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.rules.Evaluation;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.Decoded;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What coalescing and deltas save on the sample feeds, on a virtual clock, against one message an event; and what a million
 * entities take.
 */
class CoalescingBenchmark {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofMillis(20);
    private static final Duration WINDOW = Duration.ofMillis(500);

    private static final RuleSet RULES = RulesLoader.load(
                    Path.of("routing-rules"), new RulesSettings("updates", Optional.empty()))
            .rules()
            .orElseThrow();

    @Test
    void fleetAsDeltas() {
        Trace trace = new Trace("fleet", new FleetFeed(Organization.ALL, START, 42), 1, Sending.DELTA);
        trace.play();
        trace.print();

        assertThat(trace.savedCalls()).isGreaterThanOrEqualTo(0.95);
        assertThat(trace.savedBytes()).isGreaterThanOrEqualTo(0.80);
        assertThat(trace.p99()).isLessThanOrEqualTo(WINDOW.plusMillis(50));
    }

    @Test
    void fleetWhole() {
        Trace trace = new Trace("fleet", new FleetFeed(Organization.ALL, START, 42), 1, Sending.FULL);
        trace.play();
        trace.print();
    }

    @Test
    void ciByEventRate() {
        for (int speed : new int[] {1, 10, 100}) {
            Trace trace = new Trace("ci", new CiFeed(Organization.ALL, START, 42), speed, Sending.DELTA);
            trace.play();
            trace.print();
        }
    }

    @Test
    void aMillionEntities() {
        int entities = 1_000_000;
        Lanes lanes = new Lanes(
                new LaneSettings(1_000, 1_000_000, Duration.ofHours(1), (lane, cause) -> {}),
                entities,
                Long.MAX_VALUE,
                () -> "e",
                new WeirMetrics(new SimpleMeterRegistry()),
                lane -> {});
        LaneKey key = LaneKey.of(new Target("updates", Target.Kind.GROUP, "tenant:acme"));
        Scope scope = new Scope("ci", "", "0");
        long before = used();
        for (int i = 0; i < entities; i++) {
            Origin origin = new Origin(scope, i + 1L, START);
            Lane lane = lanes.offer(
                    new Update(
                            key,
                            "acme",
                            "jobs",
                            "job/" + i,
                            Version.of(origin, 0),
                            START,
                            new Change.State(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("text", "x".repeat(280))
                                    .put("n", i % 10)),
                            false,
                            new Coalescing(WINDOW, Keep.LATEST, Sending.DELTA, Duration.ZERO, Priority.NORMAL),
                            null),
                    Contribution.NOBODYS,
                    i);
            if (i % 1_000 == 999) {
                lane.cut(Long.MAX_VALUE / 2).orElseThrow();
                lane.accepted(i, update -> {});
            }
        }
        long bytes = used() - before;
        System.out.printf(
                "coalescing, memory: %,d entities of 300 bytes take %.2f GiB of heap, %d bytes each%n",
                entities, bytes / (double) (1L << 30), bytes / entities);

        assertThat(lanes.snapshot("updates", "group:tenant:acme")
                        .toCompletableFuture()
                        .join()
                        .entities())
                .hasSize(entities);
        assertThat(bytes).isLessThan((long) (1.5 * (1L << 30)));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A feed through rules and lanes to a service that always answers after the same time. */
    private static final class Trace {
        private final String name;
        private final Feed feed;
        private final int speed;
        private final Sending send;
        private final VirtualLoop loop = new VirtualLoop(START);
        private final EventDecoder decoder = new EventDecoder(EventDecoder.Settings.DEFAULT);
        private final Lanes lanes = new Lanes(
                new LaneSettings(1_000, 1_000_000, Duration.ofHours(1), (lane, cause) -> {}),
                1_000_000,
                Long.MAX_VALUE,
                () -> "e",
                new WeirMetrics(new SimpleMeterRegistry()),
                lane -> {});
        private final Map<Lane, Long> timers = new HashMap<>();
        private final List<Long> stale = new ArrayList<>();
        private long events;
        private long bareBytes;
        private long calls;
        private long bytes;

        /** @param speed how many times as many events come in the same time */
        Trace(String name, Feed feed, int speed, Sending send) {
            this.name = name;
            this.feed = feed;
            this.speed = speed;
            this.send = send;
        }

        void play() {
            long steps = TIME.dividedBy(Feed.STEP);
            for (long i = 0; i < steps; i++) {
                List<FeedMessage> messages = feed.advance(Feed.STEP.multipliedBy(speed));
                Duration apart = Feed.STEP.dividedBy(Math.max(1, messages.size()));
                for (FeedMessage message : messages) {
                    take(message);
                    loop.advance(apart);
                }
                loop.advance(Duration.ofNanos((i + 1) * Feed.STEP.toNanos() - loop.nanoTime()));
            }
            loop.advance(Duration.ofSeconds(2));
        }

        private void take(FeedMessage message) {
            events++;
            Origin origin = new Origin(new Scope(name, "", "0"), events, Instant.ofEpochMilli(loop.wallMillis()));
            Decoded decoded = decoder.decode(
                    origin,
                    new RawMessage(message.body(), message.contentType(), message.subject(), message.id(), Map.of()));
            if (RULES.evaluate(((Decoded.Events) decoded).events().get(0)) instanceof Evaluation.Updates made) {
                for (Update update : made.updates()) {
                    bareBytes += bare(update);
                    Lane lane = lanes.offer(sentAs(update), Contribution.NOBODYS, loop.nanoTime());
                    review(lane);
                }
            }
        }

        private Update sentAs(Update update) {
            return new Update(
                    update.lane(),
                    update.tenant(),
                    update.rule(),
                    update.entity(),
                    update.version(),
                    update.at(),
                    update.change(),
                    update.barrier(),
                    new Coalescing(WINDOW, Keep.LATEST, send, Duration.ZERO, Priority.NORMAL),
                    null);
        }

        /** One full message for one event. */
        private static int bare(Update update) {
            Envelope envelope = new Envelope(new JsonWriter(), update.target().laneName(), "k3f9.0", 18, 1_000_000);
            envelope.add(new Outgoing(
                    update.entity(),
                    40,
                    update.version(),
                    update.at(),
                    new Operation.Set(Wire.bytes(update.data())),
                    null));
            return envelope.toBytes().length;
        }

        private void review(Lane lane) {
            if (lane.isDue(loop.nanoTime())) {
                lane.cut(loop.nanoTime()).ifPresent(body -> {
                    calls++;
                    bytes += body.length;
                    loop.after(ANSWER.toNanos(), () -> answered(lane));
                });
            } else if (lane.dueAt() < timers.getOrDefault(lane, Long.MAX_VALUE)) {
                long dueAt = lane.dueAt();
                timers.put(lane, dueAt);
                loop.after(dueAt - loop.nanoTime(), () -> {
                    timers.remove(lane, dueAt);
                    review(lane);
                });
            }
        }

        private void answered(Lane lane) {
            lane.accepted(
                    loop.nanoTime(),
                    update -> stale.add(loop.wallMillis() - update.at().toEpochMilli()));
            review(lane);
        }

        double savedCalls() {
            return 1 - calls / (double) events;
        }

        double savedBytes() {
            return 1 - bytes / (double) bareBytes;
        }

        Duration p99() {
            Collections.sort(stale);
            return Duration.ofMillis(stale.get((int) (stale.size() * 0.99)));
        }

        void print() {
            System.out.printf(
                    "coalescing, %s %s: %.0f events/s; %d bytes and 1 call an event become %.0f bytes and %.4f calls: "
                            + "%.1f %% of bytes and %.1f %% of calls saved; p99 staleness %d ms%n",
                    name,
                    send,
                    events / (double) TIME.toSeconds(),
                    bareBytes / events,
                    bytes / (double) events,
                    calls / (double) events,
                    100 * savedBytes(),
                    100 * savedCalls(),
                    p99().toMillis());
        }
    }
}
