package dev.weir.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who spends a hub's budget, and how much longer whose updates are to wait because it is spent. Each second in which the
 * budget was spent and batches waited for a permit, the windows of the tenants that spend more than their share double, up to
 * {@value #MOST} times what their rules say; each other second, all windows halve. Owned by the core's thread.
 */
public final class Load {
    /** The most that a window is stretched. */
    public static final int MOST = 16;

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** Permits come in lots: a burst waits for the next one while most of a second's budget goes to waste. */
    private static final double SPENT = 0.9;

    /** Sums of fractions differ in their last digits. */
    private static final double ALIKE = 1 - 1e-9;

    private final CoreTimer timer;
    private final FairShares shares;
    private final double budget;
    private final Map<String, Integer> stretched = new HashMap<>();
    private int calls;
    private boolean starved;
    private boolean ticking;
    private volatile int most = 1;

    /**
     * @param shares what each tenant spends
     * @param requestsPerSecond the budget
     */
    Load(FairShares shares, double requestsPerSecond, CoreTimer timer) {
        this.shares = shares;
        this.budget = requestsPerSecond * INTERVAL.toSeconds();
        this.timer = timer;
    }

    /** How many times as long as their rules say a tenant's updates are to wait; 1 while the budget suffices. */
    public int stretch(String tenant) {
        return stretched.getOrDefault(tenant, 1);
    }

    /** The largest stretch of any tenant. Safe on any thread. */
    public int most() {
        return most;
    }

    /** A permit was spent. */
    void spent() {
        calls++;
        if (!ticking) {
            ticking = true;
            timer.after(INTERVAL.toNanos(), this::tick);
        }
    }

    /** A batch waits for a permit. */
    void starved() {
        starved = true;
    }

    private void tick() {
        Map<String, Double> spent = shares.takeRecent();
        boolean isShort = starved && calls >= Math.floor(budget * SPENT);
        if (isShort) {
            lengthen(spent);
        } else {
            stretched.replaceAll((tenant, times) -> times / 2);
            stretched.values().removeIf(times -> times <= 1);
        }
        most = stretched.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        ticking = starved || !spent.isEmpty() || !stretched.isEmpty();
        starved = false;
        calls = 0;
        if (ticking) {
            timer.after(INTERVAL.toNanos(), this::tick);
        }
    }

    /** Those above their share first; where all spend alike, all are. */
    private void lengthen(Map<String, Double> spent) {
        double all = spent.values().stream().mapToDouble(Double::doubleValue).sum();
        spent.forEach((tenant, cost) -> {
            if (cost * spent.size() >= all * ALIKE) {
                stretched.merge(tenant, 2, (times, two) -> Math.min(MOST, times * two));
            }
        });
    }
}
