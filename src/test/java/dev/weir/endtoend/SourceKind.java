package dev.weir.endtoend;

import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** The kinds of sources: how each is made, configured, fed, and seen to be done with. */
enum SourceKind {
    QUEUE("{type: service-bus-queue, queue: things, connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"}") {
        @Override
        void create(LocalServices services) {
            services.serviceBus().createQueue(QueueSettings.of("things").with(SourceKind::patient));
        }

        @Override
        Feed feed(LocalServices services, int entities, long seed) {
            return new CounterFeed(services.connectionStrings().serviceBus(), "things", entities, seed);
        }

        @Override
        QueueCounts counts(LocalServices services, Path folder) {
            return services.serviceBus().counts("things");
        }
    },

    SUBSCRIPTION("{type: service-bus-subscription, topic: things, subscription: weir,"
            + " connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"}") {
        @Override
        void create(LocalServices services) {
            services.serviceBus()
                    .createTopic(TopicSettings.of(
                            "things", SubscriptionSettings.of("weir").with(SourceKind::patient)));
        }

        @Override
        Feed feed(LocalServices services, int entities, long seed) {
            return CounterFeed.ofTopic(services.connectionStrings().serviceBus(), "things", entities, seed);
        }

        @Override
        QueueCounts counts(LocalServices services, Path folder) {
            return services.serviceBus().topics().get(0).subscriptions().get(0).counts();
        }
    },

    SESSIONS("{type: service-bus-queue, queue: things, sessions: {idle: 1s},"
            + " connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"}") {
        @Override
        void create(LocalServices services) {
            services.serviceBus()
                    .createQueue(QueueSettings.of("things").withSessions().with(SourceKind::patient));
        }

        @Override
        Feed feed(LocalServices services, int entities, long seed) {
            return CounterFeed.ofSessions(services.connectionStrings().serviceBus(), "things", entities, seed);
        }

        @Override
        QueueCounts counts(LocalServices services, Path folder) {
            return services.serviceBus().counts("things");
        }
    },

    EVENT_HUB("{type: event-hub, hub: things, connection-string: \"${EVENT_HUBS_CONNECTION_STRING}\","
            + " balancing: {every: 1s, expire: 5s}, checkpoint: {events: 50, every: 1s},"
            + " dead-letters: {file: dead-letters.jsonl}}") {
        @Override
        void create(LocalServices services) {
            services.eventHubs().createHub(HubSettings.of("things", PARTITIONS));
        }

        @Override
        Feed feed(LocalServices services, int entities, long seed) {
            return new HubFeed(services.amqp().connectionString(), "things", entities, seed);
        }

        /** What is left of a hub shows when it is read again. A dead letter that was written again counts once. */
        @Override
        QueueCounts counts(LocalServices services, Path folder) throws IOException {
            Path letters = folder.resolve("dead-letters.jsonl");
            long written = !Files.exists(letters)
                    ? 0
                    : ORIGIN.matcher(Files.readString(letters))
                            .results()
                            .map(match -> match.group(1))
                            .distinct()
                            .count();
            return new QueueCounts(0, 0, (int) written);
        }
    };

    /** The shortest that Service Bus allows. */
    static final Duration LOCK = Duration.ofSeconds(5);

    private static final int PARTITIONS = 4;
    private static final Pattern ORIGIN = Pattern.compile("\"origin\":\"([^\"]*)\"");

    private final String source;

    SourceKind(String source) {
        this.source = source;
    }

    /** Makes the broker's entity, {@code things}. */
    abstract void create(LocalServices services);

    abstract Feed feed(LocalServices services, int entities, long seed);

    /** What the broker has not been told the end of, and what was dead-lettered. */
    abstract QueueCounts counts(LocalServices services, Path folder) throws IOException;

    /** The configuration of a bridge that takes from it. */
    String configuration() {
        return """
                weir:
                  sources:
                    things: %s
                  checkpoints: {type: file, path: checkpoints.mv}
                  web-pubsub:
                    hub: updates
                    connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"
                    requests-per-second: 400
                    attempt-timeout: 5s
                    retry: {attempts: 5, wait: 100ms, max-wait: 2s}
                  rules: {path: routing-rules}
                  http: {host: 127.0.0.1, port: 0}
                  # A busy machine takes its time.
                  drain-timeout: 1m
                """.formatted(source);
    }

    private static EntitySettings patient(EntitySettings settings) {
        return settings.withLockDuration(LOCK).withMaxDeliveryCount(10_000);
    }
}
