package dev.weir.rehearsal;

import dev.weir.publish.PublishSettings;
import java.time.Duration;
import java.util.Map;

/**
 * What a rehearsal assumes of the bridge and its services.
 *
 * @param sourceName the source of events that name none
 * @param requestsPerSecond the budget of each hub that has none of its own
 * @param budgets calls a second of hubs by their names
 * @param concurrency most publishes in flight
 * @param latency how long the service takes to answer
 * @param credit how many deliveries of a source are held at most
 * @param maxBatchUpdates most updates in a batch
 * @param maxBatchBytes longest batch
 */
public record RehearsalSettings(
        String sourceName,
        double requestsPerSecond,
        Map<String, Integer> budgets,
        int concurrency,
        Duration latency,
        int credit,
        int maxBatchUpdates,
        int maxBatchBytes) {

    /** What {@code run} does where its configuration says nothing, and a service that answers at once. */
    public static RehearsalSettings of(String sourceName) {
        return new RehearsalSettings(sourceName, 200, Map.of(), 32, Duration.ZERO, 1000, 1000, 1_000_000);
    }

    /** The same with another budget, alike for every hub. */
    public RehearsalSettings requestsPerSecond(double budget) {
        return new RehearsalSettings(
                sourceName, budget, Map.of(), concurrency, latency, credit, maxBatchUpdates, maxBatchBytes);
    }

    /** The same with budgets of hubs' own. */
    public RehearsalSettings budgets(Map<String, Integer> ofHubs) {
        return new RehearsalSettings(
                sourceName, requestsPerSecond, ofHubs, concurrency, latency, credit, maxBatchUpdates, maxBatchBytes);
    }

    /** The same with a service that takes so long to answer. */
    public RehearsalSettings latency(Duration answer) {
        return new RehearsalSettings(
                sourceName, requestsPerSecond, budgets, concurrency, answer, credit, maxBatchUpdates, maxBatchBytes);
    }

    /** A hub's budget: calls a second. */
    public double budgetOf(String hub) {
        Integer own = budgets.get(hub);
        return own == null ? requestsPerSecond : own;
    }

    PublishSettings publish(String hub) {
        return new PublishSettings(budgetOf(hub), concurrency, 5, Duration.ofMillis(200), Duration.ofSeconds(30));
    }
}
