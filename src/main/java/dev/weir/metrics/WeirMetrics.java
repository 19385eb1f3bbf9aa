package dev.weir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the bridge. Events are counted as deliveries: received = settled + returned + held, for each source.
 *
 * <p>Safe on any thread. Tags hold configured names and closed sets of words only, never what an event says.
 */
public final class WeirMetrics {
    private final MeterRegistry registry;
    private final Spending spending;
    private final Counters counters = new Counters();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Gauge> rulesInForce = new AtomicReference<>();
    private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();

    public WeirMetrics(MeterRegistry registry) {
        this(registry, hub -> 0);
    }

    /** @param pricePerMillionUnits what a million message units of a hub's service cost; 0 where it is not known */
    public WeirMetrics(MeterRegistry registry, ToDoubleFunction<String> pricePerMillionUnits) {
        this.registry = registry;
        this.spending = new Spending(registry, pricePerMillionUnits);
    }

    /** What publishing takes of the service. */
    public Spending spending() {
        return spending;
    }

    /** Where the meters are, for what brings meters of its own. */
    public MeterRegistry registry() {
        return registry;
    }

    /** A source of this name is there: its level of held deliveries shows from now, at zero. */
    public void source(String source) {
        held(source);
    }

    /**
     * How far behind a source is.
     *
     * @param oldest how long ago the broker took the oldest delivery that is held
     * @param bytes the memory that held deliveries take, about
     * @param backlog messages that wait at the broker, 0 where it does not tell
     */
    public record Lag(Duration oldest, long bytes, long backlog) {}

    /** Watches how far behind a partition is; asked on any thread. To be called for a bounded number of partitions. */
    public void partitionLag(String source, String partition, Supplier<Lag> lag) {
        String[] tags = {"source", source, "partition", partition};
        gauge(
                "weir.partition.oldest.age",
                "Age in seconds of the partition's oldest delivery that is not settled",
                () -> lag.get().oldest().toMillis() / 1e3,
                tags);
        gauge(
                "weir.partition.held.bytes",
                "Memory that the partition's unsettled deliveries take, about",
                () -> lag.get().bytes(),
                tags);
        gauge(
                "weir.partition.backlog",
                "Messages of the partition that wait at the broker, where it tells",
                () -> lag.get().backlog(),
                tags);
    }

    /** Watches how far behind a source is; asked on any thread. */
    public void lag(String source, Supplier<Lag> lag) {
        gauge(
                "weir.events.oldest.age",
                "Age in seconds of the oldest delivery that is not settled",
                () -> lag.get().oldest().toMillis() / 1e3,
                "source",
                source);
        gauge(
                "weir.events.held.bytes",
                "Memory that unsettled deliveries take, about",
                () -> lag.get().bytes(),
                "source",
                source);
        gauge(
                "weir.events.backlog",
                "Messages that wait at the broker, where it tells",
                () -> lag.get().backlog(),
                "source",
                source);
    }

    /** A delivery was taken from the broker, and is held from now. */
    public void received(String source) {
        counter("weir.events.received", "source", source).increment();
        held(source).incrementAndGet();
    }

    /** The broker acknowledged a delivery's end; it is no longer held. */
    public void settled(String source, String end) {
        held(source).decrementAndGet();
        counter("weir.events.settled", "source", source, "end", end).increment();
    }

    /**
     * A delivery went back, and is no longer held: {@code released}, {@code lock-lost}, or {@code ownership-lost} of a
     * partition or session.
     */
    public void returned(String source, String reason) {
        held(source).decrementAndGet();
        counter("weir.events.returned", "source", source, "reason", reason).increment();
    }

    /** A lock was renewed, because its delivery is held for longer than half of it. */
    public void lockRenewed(String source) {
        counter("weir.locks.renewed", "source", source).increment();
    }

    /** A delivery is dead-lettered for this reason. */
    public void deadLettered(String source, String reason) {
        counter("weir.events.dead.lettered", "source", source, "reason", reason).increment();
    }

    /** An event got updates by this rule. */
    public void matched(String rule) {
        counter("weir.rules.matched", "rule", rule).increment();
    }

    /** An event ended at a rule that sends what it matches to nobody. */
    public void filtered(String rule) {
        counter("weir.rules.filtered", "rule", rule).increment();
    }

    /** A condition asked for a field that the event has not: no match. */
    public void missingFields(int count) {
        if (count > 0) {
            counter("weir.rules.missing.fields").increment(count);
        }
    }

    /**
     * An event broke its schema.
     *
     * @param type of events, as the rules name it
     */
    public void invalidEvent(String type) {
        counter("weir.rules.invalid.events", "type", type).increment();
    }

    /** Updates that an earlier rule had made for the same target and entity. */
    public void shadowedUpdates(int count) {
        if (count > 0) {
            counter("weir.rules.shadowed.updates").increment(count);
        }
    }

    /** Changed rules were {@code replaced}, or {@code refused} for their errors. */
    public void rulesReloaded(String outcome) {
        counter("weir.rules.reloads", "outcome", outcome).increment();
    }

    /**
     * These rules are in force from now on; the meter of those before goes.
     *
     * @param hash of their texts
     * @param rules how many there are
     */
    public void rulesInForce(String hash, int rules) {
        Gauge shown = Gauge.builder("weir.rules", () -> rules)
                .description("Rules in force, with the hash of their texts")
                .tag("hash", hash)
                .register(registry);
        Gauge before = rulesInForce.getAndSet(shown);
        if (before != null && !before.getId().equals(shown.getId())) {
            registry.remove(before);
        }
    }

    /** One attempt to publish ended so. */
    public void publishCall(String hub, String outcome) {
        counter("weir.publish.calls", "hub", hub, "outcome", outcome).increment();
    }

    /** A batch was accepted. */
    public void published(String hub, int updates, int bytes) {
        counter("weir.updates.published", "hub", hub).increment(updates);
        counter("weir.publish.bytes", "hub", hub).increment(bytes);
    }

    /** How long the oldest news of a batch took from the broker to the service's answer. */
    public void staleness(String hub, Duration age) {
        timers.computeIfAbsent(
                        hub,
                        key -> Timer.builder("weir.staleness")
                                .description("From the broker's enqueued time to Web PubSub's answer, for each update")
                                .tag("hub", key)
                                .publishPercentileHistogram()
                                .minimumExpectedValue(Duration.ofMillis(1))
                                .maximumExpectedValue(Duration.ofMinutes(10))
                                .register(registry))
                .record(age);
    }

    /** A batch was cut, and why: {@code first}, {@code window}, {@code size}, {@code barrier}, and so on. */
    public void flushed(String hub, String cause) {
        counter("weir.lane.flushes", "hub", hub, "cause", cause).increment();
    }

    /** An idle entity's version was forgotten to keep memory bounded: a late redelivery of it is no longer known as late. */
    public void entityEvicted() {
        counter("weir.entities.evicted").increment();
    }

    /** Watches a level, such as {@code weir.events.held}; the tags are pairs of name and value. */
    public void gauge(String name, String description, Supplier<Number> level, String... tags) {
        Gauge.builder(name, level).description(description).tags(tags).register(registry);
    }

    private AtomicInteger held(String source) {
        AtomicInteger known = held.get(source);
        return known != null
                ? known
                : held.computeIfAbsent(source, key -> {
                    AtomicInteger level = new AtomicInteger();
                    gauge("weir.events.held", "Deliveries taken and not settled yet", level::get, "source", key);
                    return level;
                });
    }

    private Counter counter(String name) {
        return counters.of(name, () -> registry.counter(name));
    }

    private Counter counter(String name, String tag, String value) {
        return counters.of(name, value, () -> registry.counter(name, tag, value));
    }

    private Counter counter(String name, String firstTag, String first, String secondTag, String second) {
        return counters.of(name, first, second, () -> registry.counter(name, firstTag, first, secondTag, second));
    }
}
