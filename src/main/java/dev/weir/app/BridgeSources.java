package dev.weir.app;

import com.azure.messaging.eventhubs.CheckpointStore;
import dev.weir.app.Configuration.Checkpoints;
import dev.weir.app.Configuration.EventHub;
import dev.weir.azure.AmqpAccess;
import dev.weir.checkpoint.CheckpointStores;
import dev.weir.deadletter.EventHubDeadLetters;
import dev.weir.deadletter.FileDeadLetters;
import dev.weir.deadletter.ServiceBusDeadLetters;
import dev.weir.event.Settlement;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.CoreClock;
import dev.weir.source.DeadLetters;
import dev.weir.source.DeliverySink;
import dev.weir.source.ParallelSource;
import dev.weir.source.Source;
import dev.weir.source.eventhubs.EventHubsSettings;
import dev.weir.source.eventhubs.EventHubsSource;
import dev.weir.source.servicebus.ServiceBusPeekSource;
import dev.weir.source.servicebus.ServiceBusSessionSource;
import dev.weir.source.servicebus.ServiceBusSettings;
import dev.weir.source.servicebus.ServiceBusSource;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the sources of a configuration, and what they need beside the bridge. Of the thread that starts the container. */
final class BridgeSources implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BridgeSources.class);

    private final Launch launch;
    private final Vertx vertx;
    private final Identity identity;
    private final DeliverySink sink;
    private final CoreClock clock;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<Path, DeadLetters> files = new HashMap<>();
    private @Nullable CheckpointStore store;

    BridgeSources(Launch launch, Vertx vertx, Identity identity, DeliverySink sink, CoreClock clock) {
        this.launch = launch;
        this.vertx = vertx;
        this.identity = identity;
        this.sink = sink;
        this.clock = clock;
    }

    Source source(Configuration.Source source) {
        if (source.entity() instanceof EventHub hub) {
            return eventHub(source, hub);
        }
        return serviceBus(source, (Configuration.ServiceBus) source.entity());
    }

    private Source serviceBus(Configuration.Source source, Configuration.ServiceBus bus) {
        ServiceBusSettings settings = new ServiceBusSettings(
                source.name(),
                source.incarnation(),
                access(bus.access()),
                bus.entity(),
                source.credit().events(),
                source.credit().bytes(),
                source.prefetch(),
                bus.settling(),
                bus.sessions());
        if (launch.dryRun().isPresent()) {
            return new ServiceBusPeekSource(settings, sink);
        }
        if (bus.sessions().isPresent()) {
            return new ServiceBusSessionSource(settings, sink);
        }
        int links = bus.concurrency();
        ServiceBusSettings share = settings.withCredit(
                Math.max(1, settings.maxHeldEvents() / links), Math.max(1, settings.maxHeldBytes() / links));
        return new ParallelSource(IntStream.range(0, links)
                .mapToObj(link -> bus.deadLetters()
                        .map(to -> new ServiceBusSource(share, deadLetters(to), sink))
                        .orElseGet(() -> new ServiceBusSource(share, sink)))
                .toList());
    }

    private Source eventHub(Configuration.Source source, EventHub hub) {
        return new EventHubsSource(
                new EventHubsSettings(
                        source.name(),
                        source.incarnation(),
                        access(hub.access()),
                        hub.hub(),
                        launch.dryRun().map(DryRun::consumerGroup).orElse(hub.consumerGroup()),
                        hub.start(),
                        source.credit().events(),
                        source.credit().bytes(),
                        source.prefetch(),
                        new EventHubsSettings.Batch(hub.batchEvents(), hub.batchWait()),
                        new EventHubsSettings.Balancing(hub.balanceEvery(), hub.ownershipExpires()),
                        new CheckpointSettings(
                                hub.checkpointEvents(),
                                hub.checkpointEvery(),
                                source.credit().events())),
                store(),
                deadLetters(hub.deadLetters()),
                sink,
                clock);
    }

    private AmqpAccess access(Configuration.Access access) {
        return access.connectionString()
                .<AmqpAccess>map(text -> new AmqpAccess.ByConnectionString(text.value(), access.transport()))
                .orElseGet(() -> new AmqpAccess.ByIdentity(access.namespace(), identity.get(), access.transport()));
    }

    private CheckpointStore store() {
        if (store == null && launch.dryRun().isPresent()) {
            store = CheckpointStores.memory();
        } else if (store == null) {
            store = open(launch.configuration().checkpoints());
        }
        return store;
    }

    private CheckpointStore open(Checkpoints checkpoints) {
        if (checkpoints instanceof Checkpoints.InFile file) {
            if (!file.named()) {
                LOG.warnf(
                        "Checkpoints are kept in the file '%s', which serves one replica; name a store under"
                                + " 'checkpoints' to run several",
                        file.file());
            }
            return launch.checkpointFile()
                    .orElseThrow(() -> new IllegalStateException("The file of checkpoints was not opened"));
        }
        if (checkpoints instanceof Checkpoints.InRedis redis) {
            var inRedis = CheckpointStores.redis(vertx, redis.url().value());
            opened.add(inRedis);
            return inRedis;
        }
        if (checkpoints instanceof Checkpoints.InBlobs blobs) {
            return CheckpointStores.blob(vertx, blobs.connectionString().value(), blobs.container());
        }
        if (checkpoints instanceof Checkpoints.InBlobsByIdentity blobs) {
            return CheckpointStores.blob(vertx, blobs.url(), identity.get());
        }
        LOG.warn("Checkpoints are kept in memory: after a restart, events come again from each source's 'start'");
        return CheckpointStores.memory();
    }

    private DeadLetters deadLetters(Configuration.DeadLetters to) {
        if (launch.dryRun().isPresent()) {
            return (why, message) -> CompletableFuture.completedFuture(Settlement.Answer.SETTLED);
        }
        if (to instanceof Configuration.DeadLetters.ToQueue queue) {
            ServiceBusDeadLetters letters = new ServiceBusDeadLetters(access(queue.access()), queue.queue());
            opened.add(letters);
            return letters;
        }
        if (to instanceof Configuration.DeadLetters.ToHub hub) {
            EventHubDeadLetters letters = new EventHubDeadLetters(access(hub.access()), hub.hub());
            opened.add(letters);
            return letters;
        }
        // Two writers of one file would write over each other.
        Configuration.DeadLetters.ToFile file = (Configuration.DeadLetters.ToFile) to;
        return files.computeIfAbsent(
                file.file().toAbsolutePath().normalize(), path -> new FileDeadLetters(file.file(), file.maxBytes()));
    }

    /** Closes what the sources used; after them. */
    @Override
    public void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warnf("%s could not be closed: %s", resource.getClass().getSimpleName(), e.getMessage());
            }
        }
        launch.checkpointFile().ifPresent(file -> file.close());
    }
}
