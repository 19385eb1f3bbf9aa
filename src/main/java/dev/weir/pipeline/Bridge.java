package dev.weir.pipeline;

import dev.weir.coalesce.EntityKey;
import dev.weir.coalesce.Lane;
import dev.weir.coalesce.LaneSettings;
import dev.weir.coalesce.Lanes;
import dev.weir.event.Delivery;
import dev.weir.message.Update;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Budget;
import dev.weir.publish.Dispatcher;
import dev.weir.publish.Transport;
import dev.weir.source.HeldDelivery;
import dev.weir.source.Ledger;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetricsPublisher;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The core put together: what a delivery becomes, from the source to its settlement.
 *
 * <p>Deliveries are decoded and judged on the source's thread; everything after that happens on the core's.
 */
public final class Bridge {
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    private final BridgeSettings settings;
    private final CoreLoop loop;
    private final Judge judge;
    private final Transport transport;
    private final WeirMetrics metrics;
    private final RandomGenerator random;
    private final Ledger<EntityKey> ledger;
    private final Lanes lanes;
    private final Map<Lane, LaneOutlet> outlets = new IdentityHashMap<>();
    private final Map<HeldDelivery<EntityKey>, Share> shares = new IdentityHashMap<>();
    /** Written by the core's thread, read by health checks. */
    private final Map<String, Dispatcher> dispatchers = new ConcurrentHashMap<>();

    /** @param random spreads retries, and names this life of the bridge */
    public Bridge(
            BridgeSettings settings,
            CoreLoop loop,
            Judge judge,
            Transport transport,
            WeirMetrics metrics,
            RandomGenerator random) {
        this.settings = settings;
        this.loop = loop;
        this.judge = judge;
        this.transport = transport;
        this.metrics = metrics;
        this.random = random;
        this.ledger = new Ledger<>(loop, metrics, this::withdraw, shares::remove);
        this.lanes = new Lanes(
                new LaneSettings(
                        settings.maxBatchUpdates(), settings.maxBatchBytes(), settings.tailAfter(), metrics::flushed),
                settings.maxIdleEntities(),
                new Epochs(random),
                metrics,
                outlets::remove);
    }

    /** Takes a delivery over from a source; on the source's thread. */
    public void accept(Delivery delivery) {
        Judgement judgement = judge.judge(delivery);
        loop.execute(() -> enter(delivery, judgement));
    }

    private void enter(Delivery delivery, Judgement judgement) {
        HeldDelivery<EntityKey> held = ledger.take(delivery);
        if (judgement.deadLetter() != null) {
            held.refuse(judgement.deadLetter());
        }
        if (!judgement.updates().isEmpty()) {
            Share share = new Share(held, loop);
            shares.put(held, share);
            for (Update update : judgement.updates()) {
                held.join(new EntityKey(update.target(), update.entity()));
            }
            // Lanes are reviewed when all of the delivery is in them, so that its events share a batch.
            Set<Lane> changed = new LinkedHashSet<>();
            for (Update update : judgement.updates()) {
                changed.add(lanes.offer(update, share, loop.nanoTime()));
            }
            changed.forEach(lane -> outlet(lane).review());
        }
        held.entered(judgement.withoutUpdates());
    }

    private LaneOutlet outlet(Lane lane) {
        return outlets.computeIfAbsent(
                lane,
                added -> new LaneOutlet(added, lanes, dispatcher(added.target().hub()), loop, metrics));
    }

    private Dispatcher dispatcher(String hub) {
        return dispatchers.computeIfAbsent(hub, name -> {
            RateLimiter budget = Budget.limiter(name, settings.publish().requestsPerSecond(), loop::nanoTime);
            Dispatcher dispatcher = new Dispatcher(
                    name, transport, settings.publish(), budget, loop::nanoTime, loop::after, loop, random, metrics);
            new TaggedRateLimiterMetricsPublisher(metrics.registry()).publishMetrics(budget);
            new TaggedRetryMetricsPublisher(metrics.registry()).publishMetrics(dispatcher.retry());
            return dispatcher;
        });
    }

    private void withdraw(HeldDelivery<EntityKey> returned) {
        Share share = shares.get(returned);
        if (share != null) {
            returned.keys().forEach(key -> lanes.withdraw(key, share));
        }
    }

    /** What keeps hubs from being published to, and what to do; empty when nothing does. Safe on any thread. */
    public List<String> trouble() {
        return dispatchers.entrySet().stream()
                .filter(entry -> !entry.getValue().trouble().isEmpty())
                .map(entry ->
                        "hub '" + entry.getKey() + "': " + entry.getValue().trouble())
                .toList();
    }

    /**
     * Publishes and settles what is held, without waiting for windows; what is left after {@code patience} is given back.
     * Sources must have been stopped.
     *
     * @param grace how much longer to wait for the broker's answers to what is given back
     * @return completes when nothing is held any more, or with the grace's end
     */
    public CompletionStage<Void> drain(Duration patience, Duration grace) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        loop.execute(() -> {
            long giveBackAt = loop.nanoTime() + patience.toNanos();
            drainOn(drained, giveBackAt, giveBackAt + grace.toNanos());
        });
        return drained;
    }

    private void drainOn(CompletableFuture<Void> drained, long giveBackAt, long endAt) {
        long now = loop.nanoTime();
        if (ledger.size() == 0 || now - endAt >= 0) {
            drained.complete(null);
            return;
        }
        if (now - giveBackAt >= 0) {
            ledger.releaseAll();
        } else {
            lanes.flush(now).forEach(lane -> outlet(lane).review());
        }
        loop.after(DRAIN_CHECK.toNanos(), () -> drainOn(drained, giveBackAt, endAt));
    }
}
