package dev.weir.simulation;

import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.Bridge;
import dev.weir.pipeline.BridgeSettings;
import dev.weir.pipeline.CoreLoop;
import dev.weir.pipeline.Judge;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.publish.Hub;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One life of a bridge's process; once dead, nothing of it runs any more, but what it sent is on its way. */
final class Replica {
    private static final RuleSet RULES = RulesLoader.load(
                    List.of(new RulesFile("rules.yaml", Thing.RULES)), new RulesSettings("updates", Optional.empty()))
            .rules()
            .orElseThrow();

    /** Entities, more than there are. */
    private static final int ALL = 10_000;

    final int number;
    final Bridge bridge;
    final CoreLoop loop;
    /** When each partition or session was lost that this replica does not own any more, and has been told so. */
    final Map<String, Long> lostAt = new HashMap<>();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private boolean alive = true;

    Replica(int number, World world) {
        this.number = number;
        this.loop = new MortalLoop(world.loop);
        WeirMetrics metrics = new WeirMetrics(registry);
        EventDecoder decoder = new EventDecoder(EventDecoder.Settings.DEFAULT);
        PublishSettings publish = new PublishSettings(
                20 + world.random.nextInt(200),
                1 + world.random.nextInt(8),
                2 + world.random.nextInt(5),
                Duration.ofMillis(200 + world.random.nextInt(2000)),
                Duration.ofSeconds(20));
        this.bridge = new Bridge(
                new BridgeSettings(
                        1 + world.random.nextInt(20),
                        100_000,
                        Duration.ofSeconds(2),
                        world.roomy ? ALL : 1 + world.random.nextInt(20)),
                loop,
                new Judge(
                        Map.of("queue", decoder, "hub", decoder, "rooms", decoder),
                        () -> RULES,
                        metrics,
                        loop::wallMillis),
                hub -> new Hub(publish, world.service.of(this)),
                metrics,
                new Random(world.random.nextLong()));
    }

    boolean isAlive() {
        return alive;
    }

    void die() {
        alive = false;
    }

    double total(String name) {
        double sum = 0;
        for (Meter meter : registry.find(name).meters()) {
            sum += meter instanceof Counter counter
                    ? counter.count()
                    : meter instanceof Gauge gauge ? gauge.value() : 0;
        }
        return sum;
    }

    @Override
    public String toString() {
        return "replica " + number;
    }

    private final class MortalLoop implements CoreLoop {
        private final VirtualLoop world;

        MortalLoop(VirtualLoop world) {
            this.world = world;
        }

        @Override
        public long nanoTime() {
            return world.nanoTime();
        }

        @Override
        public long wallMillis() {
            return world.wallMillis();
        }

        @Override
        public void after(long nanos, Runnable task) {
            world.after(nanos, () -> run(task));
        }

        @Override
        public void execute(Runnable task) {
            world.execute(() -> run(task));
        }

        private void run(Runnable task) {
            if (alive) {
                task.run();
            }
        }
    }
}
