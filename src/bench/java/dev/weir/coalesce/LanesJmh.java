package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An update on its way through a lane, beside a bare parse of the event that it was made of. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class LanesJmh {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** So many events of an entity come in a window: five a second in half a second. */
    private static final int EVENTS_IN_A_WINDOW = 5;

    private static final int STATES = 64;
    private static final int BATCH_UPDATES = 1_000;

    /** A position as the fleet of the demo sends it. */
    private static String event(int i) {
        return ("{\"organization\":{\"login\":\"octo-org\"},\"vehicle\":{\"id\":\"v-%02d\",\"name\":\"Mona\",\"kind\":\"van\"},"
                        + "\"position\":{\"lat\":53.07%04d,\"lon\":8.80%04d},\"speedKmh\":%d.5,\"heading\":%d,"
                        + "\"status\":\"moving\",\"battery\":81}")
                .formatted(i % 12, i * 37, i * 53, 20 + i, i * 5);
    }

    /** What the demo's rule makes of it. */
    private static JsonNode data(JsonNode event) {
        return JSON.createObjectNode()
                .put("name", event.at("/vehicle/name").asText())
                .put("kind", event.at("/vehicle/kind").asText())
                .put("lat", event.at("/position/lat").asDouble())
                .put("lon", event.at("/position/lon").asDouble())
                .put("speedKmh", event.at("/speedKmh").asDouble())
                .put("heading", event.at("/heading").asLong())
                .put("status", event.at("/status").asText())
                .put("battery", event.at("/battery").asLong());
    }

    /** Lanes of so many entities each, whose batches are accepted at once. */
    public abstract static class Flow {
        private static final Scope SCOPE = new Scope("fleet", "", "0");
        private static final Coalescing COALESCING =
                new Coalescing(Duration.ofMillis(500), Keep.LATEST, Sending.DELTA, Duration.ZERO, Priority.NORMAL);

        private final int count;
        private final int entities;
        private final JsonNode[] states = new JsonNode[STATES];
        private Lanes lanes = lanes();
        private long sequence;

        Flow(int count, int entities) {
            this.count = count;
            this.entities = entities;
        }

        private static Lanes lanes() {
            return new Lanes(
                    new LaneSettings(BATCH_UPDATES, 1_000_000, Duration.ofHours(1), (lane, cause) -> {}),
                    1_000_000,
                    Long.MAX_VALUE,
                    () -> "k3f9",
                    new WeirMetrics(new SimpleMeterRegistry()),
                    lane -> {});
        }

        @Setup
        public void prepare() throws IOException {
            lanes = lanes();
            for (int i = 0; i < STATES; i++) {
                states[i] = data(JSON.readTree(event(i)));
            }
            // Every lane has a base, so that what is measured is how it goes on.
            for (int i = 0; i < 2 * count * entities * EVENTS_IN_A_WINDOW; i++) {
                next();
            }
        }

        /** The next event's update: offered, and every so often what waits in the lane is cut and accepted. */
        Lane next() {
            long event = sequence++;
            long lane = event % count;
            long round = event / count;
            long now = event * 1_000;
            Lane offered = lanes.offer(update(lane, round % entities, event), Contribution.NOBODYS, now);
            int window = entities * EVENTS_IN_A_WINDOW;
            if (round % window == window - 1) {
                for (int cut = 0; cut < entities; cut += BATCH_UPDATES) {
                    offered.cut(now).orElseThrow();
                    offered.accepted(now, update -> {});
                }
            }
            return offered;
        }

        /** Target and entity are rendered anew, as rules do: none is the very one that a lane was made with. */
        private Update update(long lane, long entity, long event) {
            Instant at = Instant.ofEpochMilli(event / 1_000);
            return new Update(
                    LaneKey.of(new Target("updates", Target.Kind.GROUP, "tenant:t" + lane)),
                    "acme",
                    "vehicle-position",
                    "vehicle/v-" + entity,
                    Version.of(new Origin(SCOPE, event + 1, at), 0),
                    at,
                    new Change.State(states[(int) (event * 7 % STATES)]),
                    false,
                    COALESCING,
                    null);
        }
    }

    @State(org.openjdk.jmh.annotations.Scope.Benchmark)
    public static class Events {
        private final byte[][] bodies = new byte[STATES][];
        private int next;

        @Setup
        public void prepare() {
            for (int i = 0; i < STATES; i++) {
                bodies[i] = event(i).getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    @State(org.openjdk.jmh.annotations.Scope.Benchmark)
    public static class TenLanes extends Flow {
        public TenLanes() {
            super(10, 2);
        }
    }

    /** As many entities as the hundred thousand lanes have: they do not fit the processor's caches either. */
    @State(org.openjdk.jmh.annotations.Scope.Benchmark)
    public static class TenLargeLanes extends Flow {
        public TenLargeLanes() {
            super(10, 20_000);
        }
    }

    @State(org.openjdk.jmh.annotations.Scope.Benchmark)
    public static class HundredThousandLanes extends Flow {
        public HundredThousandLanes() {
            super(100_000, 2);
        }
    }

    @Benchmark
    public Object bareParse(Events events) throws IOException {
        return JSON.readTree(events.bodies[events.next++ & (STATES - 1)]);
    }

    @Benchmark
    public Object tenLanes(TenLanes flow) {
        return flow.next();
    }

    @Benchmark
    public Object tenLargeLanes(TenLargeLanes flow) {
        return flow.next();
    }

    @Benchmark
    public Object hundredThousandLanes(HundredThousandLanes flow) {
        return flow.next();
    }
}
