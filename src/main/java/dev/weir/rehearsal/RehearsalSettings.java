package dev.weir.rehearsal;

import dev.weir.publish.PublishSettings;
import java.time.Duration;

/**
 * What a rehearsal assumes of the bridge and its services.
 *
 * @param sourceName the source of events that name none
 * @param requestsPerSecond the budget of each hub
 * @param concurrency most publishes in flight
 * @param latency how long the service takes to answer
 * @param credit how many deliveries of a source are held at most
 * @param maxBatchUpdates most updates in a batch
 * @param maxBatchBytes longest batch
 */
public record RehearsalSettings(
        String sourceName,
        double requestsPerSecond,
        int concurrency,
        Duration latency,
        int credit,
        int maxBatchUpdates,
        int maxBatchBytes) {

    /** What {@code run} does where its configuration says nothing, and a service that answers at once. */
    public static RehearsalSettings of(String sourceName) {
        return new RehearsalSettings(sourceName, 200, 32, Duration.ZERO, 1000, 1000, 1_000_000);
    }

    /** The same with another budget. */
    public RehearsalSettings requestsPerSecond(double budget) {
        return new RehearsalSettings(sourceName, budget, concurrency, latency, credit, maxBatchUpdates, maxBatchBytes);
    }

    /** The same with a service that takes so long to answer. */
    public RehearsalSettings latency(Duration answer) {
        return new RehearsalSettings(
                sourceName, requestsPerSecond, concurrency, answer, credit, maxBatchUpdates, maxBatchBytes);
    }

    PublishSettings publish() {
        return new PublishSettings(requestsPerSecond, concurrency, 5, Duration.ofMillis(200), Duration.ofSeconds(30));
    }
}
