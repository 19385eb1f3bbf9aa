package dev.weir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What publishing takes of the service, by hub, rule and tenant, and what it would have taken without merging. A message unit
 * is 2 KiB of a publish for each connection that gets it; how many get it only the service knows, so one is counted.
 *
 * <p>Safe on any thread. Tenants are what events say, so only the first {@value #MOST_TENANTS} have tags of their own.
 */
public final class Spending {
    /** The tenant of all that have no tag of their own. */
    public static final String OTHERS = "others";

    private static final int MOST_TENANTS = 100;
    private static final int UNIT_BYTES = 2_048;
    private static final String NOBODY = "shared";

    private final MeterRegistry registry;
    private final ToDoubleFunction<String> pricePerMillionUnits;
    private final Set<String> tenants = ConcurrentHashMap.newKeySet();
    private final Counters counters = new Counters();

    /** @param pricePerMillionUnits what a million message units of a hub cost, in any currency; 0 where it is not known */
    Spending(MeterRegistry registry, ToDoubleFunction<String> pricePerMillionUnits) {
        this.registry = registry;
        this.pricePerMillionUnits = pricePerMillionUnits;
    }

    /** How many message units a publish of so many bytes takes for each connection that gets it. */
    public static long messageUnits(long bytes) {
        return Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
    }

    /**
     * A publish was accepted.
     *
     * @param tenant whose it was; empty for a shared rule
     * @param updatesByRule how many of its updates each rule made; they share what it took
     */
    public void accepted(String hub, String tenant, int bytes, Map<String, Integer> updatesByRule) {
        long units = messageUnits(bytes);
        counter("weir.spending.units", hub, "", "").increment(units);
        double price = pricePerMillionUnits.applyAsDouble(hub);
        if (price > 0) {
            counter("weir.spending.cost", hub, "", "").increment(units * price / 1e6);
        }
        String shown = tag(tenant);
        counter("weir.spending.tenant.calls", hub, "tenant", shown).increment();
        counter("weir.spending.tenant.units", hub, "tenant", shown).increment(units);
        int updates =
                updatesByRule.values().stream().mapToInt(Integer::intValue).sum();
        updatesByRule.forEach((rule, ofRule) -> {
            double share = ofRule / (double) updates;
            counter("weir.spending.rule.calls", hub, "rule", rule).increment(share);
            counter("weir.spending.rule.units", hub, "rule", rule).increment(share * units);
        });
    }

    /** An event has an update for a target: by itself it would be a publish of so many bytes. */
    public void unmerged(String hub, long bytes) {
        counter("weir.spending.unmerged.calls", hub, "", "").increment();
        counter("weir.spending.unmerged.bytes", hub, "", "").increment(bytes);
    }

    private String tag(String tenant) {
        if (tenant.isEmpty()) {
            return NOBODY;
        }
        if (tenants.contains(tenant) || (tenants.size() < MOST_TENANTS && tenants.add(tenant))) {
            return tenant;
        }
        return OTHERS;
    }

    private Counter counter(String name, String hub, String tag, String value) {
        return counters.of(
                name,
                hub,
                value,
                () -> tag.isEmpty()
                        ? registry.counter(name, "hub", hub)
                        : registry.counter(name, "hub", hub, tag, value));
    }
}
