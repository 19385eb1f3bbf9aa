package dev.weir.publish;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What each tenant has had of a hub, so that the one with the least is next: fair queueing by virtual time. A tenant's time
 * advances by what it spends, divided by its weight; one that comes back after a pause starts at the present and can't claim
 * what it did not use. Owned by the core's thread.
 */
final class FairShares {
    /** A call costs one; a body costs another one for each of these, lest one tenant fill every call to the brim. */
    private static final double BYTES_PER_CALL = 64 * 1024;

    private static final int PRUNE_ABOVE = 1_024;

    private final ToDoubleFunction<String> weights;
    /** Tenants that are ahead of the present. */
    private final Map<String, Double> times = new HashMap<>();
    /** What each has spent since somebody last asked, divided by its weight. */
    private Map<String, Double> recent = new HashMap<>();

    private double present;
    private double weightThatWaits;
    private int pruneAbove = PRUNE_ABOVE;

    /** @param weights a tenant's weight, above zero; one of weight 2 gets twice as much while others wait */
    FairShares(ToDoubleFunction<String> weights) {
        this.weights = weights;
    }

    /** When the tenant's turn is, in virtual time, if it begins to wait now. */
    double startOf(String tenant) {
        return Math.max(present, times.getOrDefault(tenant, present));
    }

    /** When the turn is of a tenant that has waited since {@code time}: later, if it has spent something meanwhile. */
    double timeOf(String tenant, double time) {
        return Math.max(time, times.getOrDefault(tenant, time));
    }

    /** The tenant waits for a turn from now. */
    void enter(String tenant) {
        weightThatWaits += weights.applyAsDouble(tenant);
    }

    /** The tenant waits no more. */
    void leave(String tenant) {
        weightThatWaits -= weights.applyAsDouble(tenant);
    }

    /** The tenant's turn of {@code time} has come: nobody who comes now is before it. */
    void begin(String tenant, double time) {
        present = Math.max(present, time);
        times.put(tenant, time);
    }

    /** An attempt of the tenant was made with so many bytes. */
    void charge(String tenant, int bytes) {
        double cost = 1 + bytes / BYTES_PER_CALL;
        double weight = weights.applyAsDouble(tenant);
        times.put(tenant, times.getOrDefault(tenant, present) + cost / weight);
        recent.merge(tenant, cost / weight, Double::sum);
        // The present moves at the pace of those who wait, or ever new tenants would always be before them.
        present += cost / (Math.max(0, weightThatWaits) + weight);
        if (times.size() > pruneAbove) {
            times.values().removeIf(until -> until <= present);
            pruneAbove = Math.max(PRUNE_ABOVE, 2 * times.size());
        }
    }

    /** What each tenant has spent since the last call of this, divided by its weight. */
    Map<String, Double> takeRecent() {
        Map<String, Double> taken = recent;
        recent = new HashMap<>();
        return taken;
    }

    /** How many tenants it knows something of. */
    int remembered() {
        return times.size();
    }
}
