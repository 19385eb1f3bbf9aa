package dev.weir.app;

import dev.weir.azure.AmqpTransport;
import dev.weir.cli.Surroundings;
import dev.weir.publish.Sharing;
import dev.weir.rules.RulesSettings;
import dev.weir.source.eventhubs.Start;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code run} is told: one file, overridden by the environment. {@link ConfigurationReader} makes it, and has checked
 * all of it. Immutable.
 *
 * @param sources where events come from, in the file's order; at least one
 * @param webPubSub where updates go
 * @param coalesce how much is remembered of entities
 * @param rules where the rules are
 * @param http where the bridge itself listens
 * @param checkpoints where Event Hubs' checkpoints are kept
 * @param states where it is kept what was published last
 * @param snapshots who may have snapshots of lanes
 * @param decoders a folder of jars with decoders for further media types
 * @param drainTimeout how long a shutdown may publish and settle what is held; what is left then goes back to the broker
 */
public record Configuration(
        List<Source> sources,
        WebPubSub webPubSub,
        Coalesce coalesce,
        Rules rules,
        Http http,
        Checkpoints checkpoints,
        States states,
        Snapshots snapshots,
        Optional<Path> decoders,
        Duration drainTimeout) {

    public Configuration {
        sources = List.copyOf(sources);
    }

    /** What rules work within. */
    Surroundings surroundings() {
        return new Surroundings(
                webPubSub.hub(),
                Optional.of(sources.stream()
                        .map(source -> new Surroundings.Source(
                                source.name(), source.entity().isOrdered()))
                        .toList()),
                webPubSub.hubs().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, hub -> hub.getValue().requestsPerSecond())),
                states instanceof States.InMemory ? RulesSettings.State.VOLATILE : RulesSettings.State.DURABLE,
                rules.path().toString());
    }

    /**
     * One source of events.
     *
     * @param name how rules, origins and metrics call it
     * @param entity what it takes from
     * @param incarnation which life of the entity this is; empty for the first
     * @param credit how much of it may be held unsettled
     * @param prefetch how many messages the client may hold beyond those asked for; counts as credit
     * @param maxEventBytes the largest message that is decoded
     * @param typeProperties the application properties that may name a plain JSON event's type, the first first
     */
    public record Source(
            String name,
            Entity entity,
            String incarnation,
            Credit credit,
            int prefetch,
            int maxEventBytes,
            List<String> typeProperties) {
        public Source {
            typeProperties = List.copyOf(typeProperties);
        }
    }

    /** What a source takes from. */
    public sealed interface Entity {
        /** Whether one entity's events come in order, whichever replica takes them: in a partition, in a session. */
        boolean isOrdered();
    }

    /**
     * A queue or subscription of Service Bus.
     *
     * @param entity which
     * @param access the namespace
     * @param concurrency how many links take from it at a time, where it has no sessions
     * @param settling how messages are settled
     * @param deadLetters where dead letters go by receive-and-delete; empty by peek-lock, since the broker has a place
     * @param sessions how its sessions are taken; empty where it has none
     */
    public record ServiceBus(
            ServiceBusEntity entity,
            Access access,
            int concurrency,
            ServiceBusSettings.Settling settling,
            Optional<DeadLetters> deadLetters,
            Optional<ServiceBusSettings.Sessions> sessions)
            implements Entity {
        @Override
        public boolean isOrdered() {
            return sessions.isPresent();
        }
    }

    /**
     * A hub of Event Hubs.
     *
     * @param hub its name
     * @param consumerGroup read by this source and its replicas alone
     * @param access the namespace
     * @param start where a partition is read from that has no checkpoint
     * @param batchEvents how many events the client hands over at once
     * @param batchWait how long an event may wait for others of its batch
     * @param balanceEvery how often a replica looks at the others' partitions
     * @param ownershipExpires how long after its last renewal a partition is nobody's
     * @param checkpointEvents a checkpoint is due after so many events
     * @param checkpointEvery a checkpoint is due after so long
     * @param deadLetters where dead letters go
     */
    public record EventHub(
            String hub,
            String consumerGroup,
            Access access,
            Start start,
            int batchEvents,
            Duration batchWait,
            Duration balanceEvery,
            Duration ownershipExpires,
            int checkpointEvents,
            Duration checkpointEvery,
            DeadLetters deadLetters)
            implements Entity {
        @Override
        public boolean isOrdered() {
            return true;
        }
    }

    /**
     * How a namespace is reached.
     *
     * @param connectionString where a key or a signature proves the right
     * @param namespace its host, where an identity does; empty beside a connection string
     * @param transport over TCP or WebSockets
     */
    public record Access(Optional<Secret> connectionString, String namespace, AmqpTransport transport) {}

    /** Where dead letters go of a source whose broker has no place for them. */
    public sealed interface DeadLetters {

        /** A file, up to a size. */
        record ToFile(Path file, long maxBytes) implements DeadLetters {}

        /** A Service Bus queue. */
        record ToQueue(String queue, Access access) implements DeadLetters {}

        /** An Event Hub. */
        record ToHub(String hub, Access access) implements DeadLetters {}
    }

    /** Where Event Hubs' checkpoints are kept. */
    public sealed interface Checkpoints {

        /** Nowhere that outlives the process. */
        record InMemory() implements Checkpoints {}

        /** In a file of this process alone; {@code named} where the configuration chose it. */
        record InFile(Path file, boolean named) implements Checkpoints {}

        /** In Redis; the URL may hold a password. */
        record InRedis(Secret url) implements Checkpoints {}

        /** In a container of blob storage, by a connection string. */
        record InBlobs(Secret connectionString, String container) implements Checkpoints {}

        /** In a container of blob storage, by an identity; {@code url} is the container's. */
        record InBlobsByIdentity(String url) implements Checkpoints {}
    }

    /**
     * How much may be held unsettled.
     *
     * @param events how many deliveries
     * @param bytes how many bytes of bodies
     */
    public record Credit(int events, long bytes) {}

    /**
     * Where updates go.
     *
     * @param hub the name of the hub of targets that name none
     * @param hubs all of them, by the names that rules and metrics have
     * @param maxBatchBytes the largest body of a publish
     * @param maxBatchUpdates the most updates in a publish
     */
    public record WebPubSub(String hub, Map<String, Hub> hubs, int maxBatchBytes, int maxBatchUpdates) {
        public WebPubSub {
            hubs = Map.copyOf(hubs);
            if (!hubs.containsKey(hub)) {
                throw new IllegalArgumentException("There is no hub '" + hub + "' among " + hubs.keySet());
            }
        }

        /** The hub of targets that name none. */
        public Hub standard() {
            return hub(hub);
        }

        /** The hub of that name. */
        public Hub hub(String name) {
            Hub found = hubs.get(name);
            if (found == null) {
                throw new IllegalArgumentException("There is no hub '" + name + "' among " + hubs.keySet());
            }
            return found;
        }
    }

    /**
     * A hub of a Web PubSub service, with what is its own.
     *
     * @param hub what the service calls it
     * @param access the service, and what proves that one may use it
     * @param requestsPerSecond its budget, retries included
     * @param concurrency how many publishes may be in flight
     * @param attemptTimeout how long one attempt may take
     * @param retry what happens after a failed attempt
     * @param sharing how the budget is shared
     * @param pricePerMillionUnits what a million message units cost; 0 where it is not said
     */
    public record Hub(
            String hub,
            HubAccess access,
            int requestsPerSecond,
            int concurrency,
            Duration attemptTimeout,
            Retry retry,
            Sharing sharing,
            double pricePerMillionUnits) {}

    /** How the Web PubSub service is reached. */
    public sealed interface HubAccess {

        /**
         * By access keys of 32 bytes or more.
         *
         * @param secondary with the service's other key, which is taken where the first one is refused
         */
        record ByConnectionString(Secret primary, Optional<Secret> secondary) implements HubAccess {}

        /** By an identity. */
        record ByIdentity(String endpoint) implements HubAccess {}
    }

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
     * @param bytes how many bytes they may take, about
     * @param late how long the version of a removed entity is kept
     */
    public record Coalesce(int entities, long bytes, Duration late) {}

    /** Where it is kept what was published last of each entity. */
    public sealed interface States {

        /** Nowhere that outlives the process. */
        record InMemory() implements States {}

        /** In a file of this process alone. */
        record InFile(Path file) implements States {}

        /** In Redis; the URL may hold a password. */
        record InRedis(Secret url) implements States {}
    }

    /**
     * Who may have snapshots of lanes.
     *
     * @param apiKey whoever sends it; empty for nobody
     */
    public record Snapshots(Optional<Secret> apiKey) {}

    /**
     * The rules.
     *
     * @param path a folder or a file; a relative one starts at the working directory
     * @param reload how often to look for changes; zero for never
     */
    public record Rules(Path path, Duration reload) {}

    /**
     * Where health, metrics and the page are served.
     *
     * @param host the address to listen on
     * @param port the port; 0 for any that is free
     */
    public record Http(String host, int port) {}
}
