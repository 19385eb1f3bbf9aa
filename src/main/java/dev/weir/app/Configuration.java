package dev.weir.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What {@code run} is told: one file, overridden by the environment. {@link ConfigurationReader} makes it, and has checked
 * all of it. Immutable.
 *
 * @param sources where events come from, in the file's order; at least one
 * @param webPubSub where updates go
 * @param coalesce how much is remembered of entities
 * @param rules where the rules are
 * @param http where the bridge itself listens
 * @param drainTimeout how long a shutdown may publish and settle what is held; what is left then goes back to the broker
 */
public record Configuration(
        List<Source> sources, WebPubSub webPubSub, Coalesce coalesce, Rules rules, Http http, Duration drainTimeout) {

    public Configuration {
        sources = List.copyOf(sources);
    }

    /** The kinds of source. */
    public enum SourceType {
        SERVICE_BUS_QUEUE("service-bus-queue");

        private final String text;

        SourceType(String text) {
            this.text = text;
        }

        /** The word in the file. */
        public String text() {
            return text;
        }
    }

    /**
     * One source of events.
     *
     * @param name how rules, origins and metrics call it
     * @param type what kind of source it is
     * @param queue the queue's name
     * @param connectionString with a key or a signature that may listen
     * @param incarnation which life of the queue this is; empty for the first
     * @param credit how much of it may be held unsettled
     * @param prefetch how many messages the client may hold beyond those asked for; counts as credit
     * @param maxEventBytes the largest message that is decoded
     * @param typeProperties the application properties that may name a plain JSON event's type, the first first
     */
    public record Source(
            String name,
            SourceType type,
            String queue,
            Secret connectionString,
            String incarnation,
            Credit credit,
            int prefetch,
            int maxEventBytes,
            List<String> typeProperties) {
        public Source {
            typeProperties = List.copyOf(typeProperties);
        }
    }

    /**
     * How much may be held unsettled.
     *
     * @param events how many deliveries
     * @param bytes how many bytes of bodies
     */
    public record Credit(int events, long bytes) {}

    /**
     * The Web PubSub service.
     *
     * @param hub the hub that rules publish to
     * @param connectionString with an access key of 32 bytes or more
     * @param requestsPerSecond the hub's budget, retries included
     * @param concurrency how many publishes may be in flight
     * @param attemptTimeout how long one attempt may take
     * @param retry what happens after a failed attempt
     * @param maxBatchBytes the largest body of a publish
     * @param maxBatchUpdates the most updates in a publish
     */
    public record WebPubSub(
            String hub,
            Secret connectionString,
            int requestsPerSecond,
            int concurrency,
            Duration attemptTimeout,
            Retry retry,
            int maxBatchBytes,
            int maxBatchUpdates) {}

    /**
     * When a publish is tried again.
     *
     * @param attempts how often in all, the first included
     * @param firstWait how long before the second ({@code wait} in the file); doubles from there
     * @param maxWait the longest wait, also where the service asks for a longer one
     */
    public record Retry(int attempts, Duration firstWait, Duration maxWait) {}

    /**
     * How much is remembered of entities.
     *
     * @param entities how many entities are kept at most
     */
    public record Coalesce(int entities) {}

    /**
     * The rules.
     *
     * @param path a folder or a file; a relative one starts at the working directory
     */
    public record Rules(Path path) {}

    /**
     * Where health, metrics and the page are served.
     *
     * @param host the address to listen on
     * @param port the port; 0 for any that is free
     */
    public record Http(String host, int port) {}
}
