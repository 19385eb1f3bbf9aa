package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.DeadLetter;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Coalescing.Priority;
import dev.weir.message.Coalescing.Sending;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.metrics.WeirMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One lane by hand: what is offered, what is cut, and what becomes of each contribution. */
final class LaneFixture {
    static final LaneKey KEY = LaneKey.of(new Target("updates", Target.Kind.GROUP, "tenant:acme"));
    static final Duration WINDOW = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> ends = new ArrayList<>();
    final List<FlushCause> flushes = new ArrayList<>();
    final Lanes lanes;
    long now = 1_000;

    Keep keep = Keep.LATEST;
    Sending send = Sending.FULL;
    Priority priority = Priority.NORMAL;
    Duration expire = Duration.ZERO;

    LaneFixture() {
        this(1_000, 100_000, 50, false);
    }

    LaneFixture(int maxUpdates, int maxBytes, int keyframeEvery, boolean remembersAll) {
        lanes = new Lanes(
                new LaneSettings(
                        maxUpdates,
                        maxBytes,
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(10),
                        keyframeEvery,
                        remembersAll,
                        LaneSettings.Pacing.AS_RULES_SAY,
                        (lane, cause) -> flushes.add(cause)),
                1_000,
                Long.MAX_VALUE,
                () -> "e1",
                new WeirMetrics(new SimpleMeterRegistry()),
                lane -> {});
    }

    Lane offer(String entity, long sequence, String data) {
        return offer(entity, sequence, new Change.State(json(data)), false, contribution(sequence));
    }

    Lane barrier(String entity, long sequence, String data) {
        return offer(entity, sequence, new Change.State(json(data)), true, contribution(sequence));
    }

    Lane remove(String entity, long sequence) {
        return offer(entity, sequence, new Change.Removal(), false, contribution(sequence));
    }

    Lane offer(String entity, long sequence, Change change, boolean barrier, Contribution contribution) {
        Origin origin = new Origin(new Scope("ci", "", "0"), sequence, Instant.EPOCH.plusSeconds(sequence));
        return lanes.offer(
                new Update(
                        KEY,
                        "acme",
                        "jobs",
                        entity,
                        Version.of(origin, 0),
                        origin.enqueuedAt(),
                        change,
                        barrier,
                        new Coalescing(WINDOW, keep, send, expire, priority),
                        null),
                contribution,
                now);
    }

    JsonNode cut(Lane lane) {
        return lane.cut(now).map(LaneFixture::read).orElseThrow();
    }

    /** Cuts a batch, which is accepted; its updates. */
    JsonNode publish(Lane lane) {
        JsonNode batch = cut(lane);
        lane.accepted(now, update -> {});
        return batch.get("updates");
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    Contribution contribution(long name) {
        return new Contribution() {
            @Override
            public void published() {
                ends.add(name + " published");
            }

            @Override
            public void superseded(Version by) {
                ends.add(name + " superseded by " + by.order().get(0));
            }

            @Override
            public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
                ends.add(name + " refused");
            }
        };
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
