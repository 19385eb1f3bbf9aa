package dev.weir.pipeline;

import dev.weir.coalesce.Contribution;
import dev.weir.coalesce.EntityKey;
import dev.weir.coalesce.Lane;
import dev.weir.coalesce.LaneSettings;
import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.Lanes;
import dev.weir.coalesce.Presences;
import dev.weir.coalesce.StateKeeping;
import dev.weir.coalesce.StateStore;
import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Budget;
import dev.weir.publish.Dispatcher;
import dev.weir.publish.Hub;
import dev.weir.publish.Hubs;
import dev.weir.source.Custodian;
import dev.weir.source.DeliverySink;
import dev.weir.source.HeldDelivery;
import dev.weir.source.Ledger;
import dev.weir.source.LockSettings;
import dev.weir.source.ScopeLag;
import dev.weir.source.Source;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetricsPublisher;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The core put together: what a delivery becomes, from the source to its settlement.
 *
 * <p>Deliveries are decoded and judged on the source's thread; everything after that happens on the core's.
 */
public final class Bridge implements DeliverySink, Custodian<EntityKey> {
    /** Of all sources together: a meter's tags are to be bounded, whatever the broker says. */
    private static final int MOST_PARTITIONS = 1024;
    /** Entities whose times are closer than that are removed together. */
    private static final long DEADLINES_APART = Duration.ofMillis(20).toNanos();

    private final CoreLoop loop;
    private final Judge judge;
    private final Hubs hubs;
    private final WeirMetrics metrics;
    private final RandomGenerator random;
    private final Ledger<EntityKey> ledger;
    private final Lanes lanes;
    private final Map<Lane, LaneOutlet> outlets = new IdentityHashMap<>();
    private final Map<HeldDelivery<EntityKey>, List<Contribution>> shares = new IdentityHashMap<>();
    private final SourceControl control;
    private final OpenBreakers breakers;
    /** Written by the core's thread, read by health checks. */
    private final Map<String, Dispatcher> dispatchers = new ConcurrentHashMap<>();

    private Consumer<Update> onPublished = update -> {};
    /** The partitions that have meters; the core's thread's. */
    private final Set<Scope> shown = new HashSet<>();

    private final Presences presences;
    private final @Nullable StateKeeping keeping;
    private long deadlineWatchedAt = Long.MAX_VALUE;
    private @Nullable CompletableFuture<DrainResult> draining;

    /** @param random spreads retries, and names this life of the bridge */
    public Bridge(
            BridgeSettings settings,
            CoreLoop loop,
            Judge judge,
            Hubs hubs,
            WeirMetrics metrics,
            RandomGenerator random) {
        this(settings, loop, judge, hubs, metrics, random, Optional.empty());
    }

    /**
     * @param random spreads retries, and names this life of the bridge
     * @param states where states are kept beyond this life; the caller's to close
     */
    public Bridge(
            BridgeSettings settings,
            CoreLoop loop,
            Judge judge,
            Hubs hubs,
            WeirMetrics metrics,
            RandomGenerator random,
            Optional<StateStore> states) {
        this.loop = loop;
        this.judge = judge;
        this.hubs = hubs;
        this.metrics = metrics;
        this.random = random;
        this.ledger = new Ledger<>(loop, loop, LockSettings.DEFAULT, metrics, this);
        this.control = new SourceControl(loop::nanoTime);
        this.breakers = new OpenBreakers(control, judge::feeds);
        this.presences = new Presences(settings.maxIdleEntities());
        this.lanes = new Lanes(
                new LaneSettings(
                        settings.maxBatchUpdates(),
                        settings.maxBatchBytes(),
                        settings.tailAfter(),
                        settings.late(),
                        LaneSettings.KEYFRAME_EVERY,
                        states.isPresent(),
                        lane -> stretch(lane),
                        (lane, cause) -> metrics.flushed(lane.key().target().hub(), cause.text())),
                settings.maxIdleEntities(),
                settings.maxIdleBytes(),
                new Epochs(random),
                metrics,
                outlets::remove);
        this.keeping = states.map(store -> new StateKeeping(store, loop, loop::after, loop::wallMillis, random))
                .orElse(null);
        if (keeping != null) {
            lanes.keepIn(keeping, loop::nanoTime, this::loaded, hubs::has);
        }
    }

    /** A lane may be due because the store has answered. */
    private void loaded(Lane lane) {
        review(List.of(lane));
    }

    /** Steers a source from now on, and shows its levels; before the source starts. */
    public void add(Source source) {
        control.add(source);
        ledger.locks(source.name(), source.locks());
        metrics.source(source.name());
        metrics.lag(source.name(), () -> lagOf(source.name()));
    }

    /** Tells of each update that the service accepted, on the core's thread; before the first delivery. */
    public void watch(Consumer<Update> published) {
        onPublished = published;
    }

    /** Other rules are in force: sources may feed hubs that fail, or feed them no more. Safe on any thread. */
    public void rulesChanged() {
        loop.execute(breakers::review);
    }

    /** The sources that were added, to be paused and resumed. */
    public SourceControl control() {
        return control;
    }

    /** How far behind each partition and session is. Safe on any thread. */
    public List<ScopeLag> lag() {
        return ledger.lag();
    }

    private WeirMetrics.Lag lagOf(String source) {
        return lag(
                scope -> scope.source().equals(source),
                control.backlog(source).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private WeirMetrics.Lag lagOf(Scope scope) {
        return lag(scope::equals, control.backlog(scope.source()).getOrDefault(scope.partition(), 0L));
    }

    private WeirMetrics.Lag lag(Predicate<Scope> of, long backlog) {
        long bytes = 0;
        Instant oldest = Instant.MAX;
        for (ScopeLag lag : ledger.lag()) {
            if (of.test(lag.scope())) {
                bytes += lag.bytes();
                oldest = lag.oldest().isBefore(oldest) ? lag.oldest() : oldest;
            }
        }
        Duration age = oldest.equals(Instant.MAX)
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, loop.wallMillis() - oldest.toEpochMilli()));
        return new WeirMetrics.Lag(age, bytes, backlog);
    }

    /** A partition shows from its first delivery on. Sessions don't: there may be any number of them. */
    private void showLag(Scope scope) {
        if (!shown.contains(scope) && shown.size() < MOST_PARTITIONS && !control.hasSessions(scope.source())) {
            shown.add(scope);
            metrics.partitionLag(scope.source(), scope.partition(), () -> lagOf(scope));
        }
    }

    /** Takes a delivery over from a source; on the source's thread. */
    @Override
    public void accept(Delivery delivery) {
        Judgement judgement = judge.judge(delivery);
        control.attempted(delivery.origin().scope().source(), delivery.attempt());
        loop.execute(() -> enter(delivery, judgement));
    }

    @Override
    public void lost(Scope scope) {
        loop.execute(() -> ledger.lost(scope));
    }

    private void enter(Delivery delivery, Judgement judgement) {
        showLag(delivery.origin().scope());
        HeldDelivery<EntityKey> held = ledger.take(delivery);
        if (judgement.deadLetter() != null) {
            held.refuse(judgement.deadLetter());
        }
        List<Offer> offers = offers(held, judgement);
        if (!offers.isEmpty()) {
            held.weighs(judgement.bytes());
            offers.forEach(offer -> held.join(offer.key()));
            offer(held, offers, delivery.message().body().length);
        }
        held.entered(judgement.withoutUpdates());
    }

    /** An update and whose it is. */
    private record Offer(Update update, Contribution contribution) {
        EntityKey key() {
            return new EntityKey(update.lane(), update.entity());
        }
    }

    private List<Offer> offers(HeldDelivery<EntityKey> held, Judgement judgement) {
        List<Offer> offers = new ArrayList<>();
        int events = judgement.updates().size();
        for (int i = 0; i < events; i++) {
            Share share = new Share(held, loop, i, events);
            List<Update> updates = judgement.updates().get(i);
            updates.forEach(update -> offers.add(new Offer(update, share)));
            for (Presence presence : judgement.presences().get(i)) {
                presences.leave(presence).stream()
                        // What another rule of the event says of the entity there is what holds.
                        .filter(removal -> updates.stream()
                                .noneMatch(update -> update.lane().equals(removal.lane())
                                        && update.entity().equals(removal.entity())))
                        .forEach(removal -> offers.add(
                                new Offer(removal, new Leaving(share, presences, presence, removal.lane()))));
            }
        }
        return offers;
    }

    private void offer(HeldDelivery<EntityKey> held, List<Offer> offers, int bytes) {
        List<Contribution> ofDelivery = new ArrayList<>(offers.size());
        shares.put(held, ofDelivery);
        // Lanes are reviewed when all of the delivery is in them, so that its events share a batch.
        Set<Lane> changed = new LinkedHashSet<>();
        for (Offer offer : offers) {
            if (ofDelivery.isEmpty() || ofDelivery.get(ofDelivery.size() - 1) != offer.contribution()) {
                ofDelivery.add(offer.contribution());
            }
            metrics.spending().unmerged(offer.update().target().hub(), bytes);
            changed.add(lanes.offer(offer.update(), offer.contribution(), loop.nanoTime()));
        }
        review(changed);
    }

    private void review(Collection<Lane> changed) {
        for (Lane lane : changed) {
            if (lanes.holds(lane)) {
                outlet(lane).review();
            }
        }
        watchDeadlines();
    }

    /** Entities expire and are forgotten at their time, whether anything comes or not. */
    private void watchDeadlines() {
        long next = lanes.nextDeadline();
        if (next < deadlineWatchedAt) {
            deadlineWatchedAt = next;
            loop.after(Math.max(DEADLINES_APART, next - loop.nanoTime()), () -> {
                if (deadlineWatchedAt == next) {
                    deadlineWatchedAt = Long.MAX_VALUE;
                    review(lanes.expire(loop.nanoTime()));
                }
            });
        }
    }

    private LaneOutlet outlet(Lane lane) {
        return outlets.computeIfAbsent(
                lane,
                added -> new LaneOutlet(
                        added,
                        lanes,
                        dispatcher(added.key().target().hub()),
                        loop,
                        metrics,
                        onPublished,
                        keeping == null ? (kept, then) -> then.run() : keeping::keep,
                        this::watchDeadlines));
    }

    private double stretch(Lane lane) {
        Dispatcher dispatcher = dispatchers.get(lane.key().target().hub());
        return dispatcher == null ? 1 : dispatcher.load().stretch(lane.tenant());
    }

    private Dispatcher dispatcher(String hub) {
        return dispatchers.computeIfAbsent(hub, name -> {
            Hub configured = hubs.hub(name);
            RateLimiter budget = Budget.limiter(name, configured.settings().requestsPerSecond(), loop::nanoTime);
            Dispatcher dispatcher = new Dispatcher(
                    name,
                    configured.transport(),
                    configured.settings(),
                    budget,
                    loop::nanoTime,
                    loop::after,
                    loop,
                    random,
                    metrics,
                    breakers);
            new TaggedRateLimiterMetricsPublisher(metrics.registry()).publishMetrics(budget);
            new TaggedRetryMetricsPublisher(metrics.registry()).publishMetrics(dispatcher.retry());
            new TaggedCircuitBreakerMetricsPublisher(metrics.registry()).publishMetrics(dispatcher.breaker());
            metrics.gauge(
                    "weir.publish.concurrency",
                    "Publishes that may be in flight, as the hub is now",
                    dispatcher::concurrency,
                    "hub",
                    name);
            metrics.gauge(
                    "weir.windows.stretch",
                    "How many times as long as rules say the updates of the heaviest tenants wait, at most",
                    dispatcher.load()::most,
                    "hub",
                    name);
            return dispatcher;
        });
    }

    /**
     * What clients of a hub's lane hold once they have all that was handed to the transport.
     *
     * @param laneName as batches have it: {@code group:tenant:acme}
     * @return completes on any thread
     */
    public CompletionStage<LaneSnapshot> snapshot(String hub, String laneName) {
        CompletableFuture<LaneSnapshot> made = new CompletableFuture<>();
        loop.execute(() -> lanes.snapshot(hub, laneName).whenComplete((snapshot, failure) -> {
            if (failure == null) {
                made.complete(snapshot);
            } else {
                made.completeExceptionally(failure);
            }
        }));
        return made;
    }

    @Override
    public void withdraw(HeldDelivery<EntityKey> returned) {
        for (Contribution contribution : shares.getOrDefault(returned, List.of())) {
            returned.keys().forEach(key -> lanes.withdraw(key, contribution));
        }
    }

    @Override
    public void gone(HeldDelivery<EntityKey> delivery) {
        shares.remove(delivery);
        CompletableFuture<DrainResult> waiting = draining;
        if (waiting != null && ledger.size() == 0) {
            waiting.complete(new DrainResult(0, ledger.givenBack()));
        }
    }

    @Override
    public void deadLettersFail(String source, String reason) {
        control.pause(source, PauseCause.DEAD_LETTERS, reason);
    }

    @Override
    public void deadLettersPass(String source) {
        control.resume(source, PauseCause.DEAD_LETTERS);
    }

    /** What keeps hubs from being published to, and what to do; empty when nothing does. Safe on any thread. */
    public List<String> trouble() {
        Stream<String> ofHubs = dispatchers.entrySet().stream()
                .filter(entry -> !entry.getValue().trouble().isEmpty())
                .map(entry ->
                        "hub '" + entry.getKey() + "': " + entry.getValue().trouble());
        Stream<String> ofStore =
                Stream.of(keeping == null ? "" : keeping.trouble()).filter(text -> !text.isEmpty());
        return Stream.concat(ofHubs, ofStore).toList();
    }

    /**
     * Publishes and settles what is held, without waiting for windows; what is left after {@code patience} is given back.
     * Sources must have been stopped.
     *
     * @param grace how much longer to wait for the broker's answers to what is given back
     * @return completes when nothing is held any more, or with the grace's end, with what is left
     */
    public CompletionStage<DrainResult> drain(Duration patience, Duration grace) {
        CompletableFuture<DrainResult> drained = new CompletableFuture<>();
        loop.execute(() -> {
            draining = drained;
            ledger.drain();
            if (ledger.size() == 0) {
                drained.complete(new DrainResult(0, 0));
                return;
            }
            lanes.drain(loop.nanoTime()).forEach(lane -> outlet(lane).review());
            loop.after(patience.toNanos(), ledger::releaseAll);
            loop.after(
                    patience.plus(grace).toNanos(),
                    () -> drained.complete(
                            new DrainResult(ledger.size(), Math.max(0, ledger.givenBack() - ledger.size()))));
        });
        return drained;
    }
}
