package dev.weir.source.eventhubs;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerAsyncClient;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.CloseContext;
import com.azure.messaging.eventhubs.models.ErrorContext;
import com.azure.messaging.eventhubs.models.EventBatchContext;
import com.azure.messaging.eventhubs.models.InitializationContext;
import com.azure.messaging.eventhubs.models.PartitionContext;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpRetries;
import dev.weir.event.Scope;
import dev.weir.source.CoreClock;
import dev.weir.source.Credit;
import dev.weir.source.DeadLetters;
import dev.weir.source.DeliverySink;
import dev.weir.source.Source;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes deliveries from the partitions of an Event Hub that this replica owns, as many as its credit allows, and stores
 * how far each has come.
 *
 * <p>The SDK shares the partitions between replicas, opens a link with an epoch for each, and opens it again after a
 * failure. Where the hub itself can't be used, it is tried again with a growing pause, and readiness says why.
 */
public final class EventHubsSource implements Source {
    private static final Logger LOG = Logger.getLogger(EventHubsSource.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HAND_OVER = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final AmqpRetryOptions RETRY = new AmqpRetries(2, Duration.ofSeconds(8)).options();
    private static final String NO_PARTITION = "NONE";

    private final EventHubsSettings settings;
    private final CheckpointStore store;
    private final DeadLetters deadLetters;
    private final DeliverySink sink;
    private final CoreClock clock;
    private final Turnstile turnstile = new Turnstile();
    private final Credit credit;
    private final Partitions partitions = new Partitions();
    private final ProcessorEnd processorEnd = new ProcessorEnd();
    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

    private @Nullable EventProcessorClient processor;
    private @Nullable Disposable attempt;
    private Duration pause = FIRST_PAUSE;
    private boolean stopped;
    private volatile String hubTrouble;

    /**
     * @param store where ownership and progress are kept; closed by who made it
     * @param clock for the time between two checkpoints
     */
    public EventHubsSource(
            EventHubsSettings settings,
            CheckpointStore store,
            DeadLetters deadLetters,
            DeliverySink sink,
            CoreClock clock) {
        this.settings = settings;
        this.store = store;
        this.deadLetters = deadLetters;
        this.sink = sink;
        this.clock = clock;
        this.credit = new Credit(Math.max(1, settings.maxHeldEvents() / 2), settings.maxHeldBytes(), turnstile::admit);
        this.hubTrouble = "the hub is not connected yet";
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public State state() {
        String trouble =
                hubTrouble.isEmpty() ? partitions.troubles().findFirst().orElse("") : hubTrouble;
        return trouble.isEmpty() ? State.READY : new State(false, "source '" + settings.name() + "': " + trouble);
    }

    @Override
    public synchronized void start() {
        if (stopped) {
            return;
        }
        // The processor says nothing of a hub that is not there until it balances; this tells at once.
        attempt = Mono.usingWhen(
                        Mono.fromSupplier(this::client),
                        client -> client.getPartitionIds().collectList(),
                        client -> Mono.fromRunnable(client::close))
                .subscribeOn(Schedulers.boundedElastic())
                .publishOn(Schedulers.boundedElastic())
                .subscribe(ids -> read(ids.size()), this::failed);
    }

    private EventHubProducerAsyncClient client() {
        EventHubClientBuilder builder = settings.access()
                .transport()
                .applyTo(new EventHubClientBuilder())
                .retryOptions(RETRY);
        if (settings.access() instanceof AmqpAccess.ByConnectionString key) {
            builder.connectionString(key.text(), settings.hub());
        } else if (settings.access() instanceof AmqpAccess.ByIdentity identity) {
            builder.credential(identity.host(), settings.hub(), identity.credential());
        }
        return builder.buildAsyncProducerClient();
    }

    private synchronized void read(int partitionCount) {
        if (stopped) {
            return;
        }
        Ahead ahead = Ahead.of(settings, partitionCount);
        EventProcessorClientBuilder builder = settings.access()
                .transport()
                .applyTo(new EventProcessorClientBuilder())
                .retryOptions(RETRY)
                .consumerGroup(settings.consumerGroup())
                .checkpointStore(new OwnershipWatch(store, new Ownerships()))
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(settings.balancing().every())
                .partitionOwnershipExpirationInterval(settings.balancing().expireAfter())
                .prefetchCount(ahead.prefetch())
                .trackLastEnqueuedEventProperties(true)
                .initialPartitionEventPosition(partition -> settings.start().position())
                .processPartitionInitialization(this::begin)
                .processEventBatch(this::take, ahead.batch(), settings.batch().atMost())
                .processPartitionClose(this::end)
                .processError(this::error);
        if (settings.access() instanceof AmqpAccess.ByConnectionString key) {
            builder.connectionString(key.text(), settings.hub());
        } else if (settings.access() instanceof AmqpAccess.ByIdentity identity) {
            builder.credential(identity.host(), settings.hub(), identity.credential());
        }
        try {
            EventProcessorClient started = builder.buildEventProcessorClient();
            processor = started;
            credit.open();
            started.start();
            hubTrouble = "";
            pause = FIRST_PAUSE;
            LOG.infof(
                    "Source '%s' takes its share of the %d partitions of hub '%s', consumer group '%s'",
                    settings.name(), partitionCount, settings.hub(), settings.consumerGroup());
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized String identifier() {
        return processor == null ? "" : processor.getIdentifier();
    }

    private synchronized void failed(Throwable failure) {
        if (stopped) {
            return;
        }
        hubTrouble = Trouble.ofHub(settings, failure);
        LOG.warnf("%s; next try in %d s", state().reason(), pause.toSeconds());
        attempt = Schedulers.boundedElastic().schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    private void begin(InitializationContext context) {
        PartitionContext partition = context.getPartitionContext();
        String id = partition.getPartitionId();
        partitions.begin(new Reading(
                id,
                scopes.computeIfAbsent(id, name -> new Scope(settings.name(), settings.incarnation(), name)),
                credit,
                turnstile,
                sink,
                deadLetters,
                new StoreCheckpoints(store, partition, identifier(), () -> partitions.notOurs(id)),
                settings.checkpoint(),
                clock));
        LOG.infof("Source '%s' takes partition %s", settings.name(), id);
    }

    private void take(EventBatchContext batch) {
        Reading reading = partitions.of(batch.getPartitionContext().getPartitionId());
        if (reading == null || reading.hasEnded()) {
            if (isStopped()) {
                return;
            }
            // The SDK ends the link of a partition whose processing fails, and begins anew where it owns that again.
            throw new IllegalStateException(
                    "Partition " + batch.getPartitionContext().getPartitionId() + " is not this replica's any more");
        }
        if (!batch.getEvents().isEmpty() || reading.isLetIn()) {
            partitions.works(reading);
        }
        reading.newest(batch.getLastEnqueuedEventProperties());
        reading.take(batch.getEvents());
    }

    private void end(CloseContext context) {
        String partition = context.getPartitionContext().getPartitionId();
        if (!isStopped()) {
            partitions.lost(partition);
            LOG.infof("Source '%s' has partition %s no more", settings.name(), partition);
        }
    }

    private void error(ErrorContext context) {
        if (isStopped()) {
            return;
        }
        String partition = context.getPartitionContext().getPartitionId();
        if (partition.equals(NO_PARTITION)) {
            String trouble = Trouble.ofStore(context.getThrowable());
            tell(trouble, partitions.balancingFailed(trouble));
            return;
        }
        partitions
                .failed(partition, context.getThrowable(), failure -> Trouble.ofPartition(settings, partition, failure))
                .ifPresentOrElse(
                        trouble -> LOG.warnf("Source '%s': %s", settings.name(), trouble),
                        () -> LOG.infof("Source '%s': another reader took partition %s", settings.name(), partition));
    }

    /** Balancing fails every so often until it is mended; that is said once. */
    private void tell(String trouble, boolean news) {
        if (news) {
            LOG.warnf("Source '%s': %s", settings.name(), trouble);
        }
    }

    /** What the store says while the replicas share the partitions. */
    private final class Ownerships implements OwnershipWatch.Listener {
        @Override
        public void seen(PartitionOwnership ownership) {
            partitions.seen(ownership, identifier());
        }

        @Override
        public void listed() {
            partitions.listed();
        }

        @Override
        public void claimed() {
            partitions.claimed();
        }

        @Override
        public void givenUp() {
            processorEnd.partitionsGivenUp();
        }

        @Override
        public void claimFailed(Throwable failure) {
            if (!isStopped()) {
                String trouble = Trouble.ofStore(failure);
                tell(trouble, partitions.claimFailed(trouble));
            }
        }
    }

    /** What the hub said with the last events of each partition: no call is made for it. */
    @Override
    public Map<String, Long> backlog() {
        return partitions.all().stream().collect(Collectors.toMap(Reading::partition, Reading::backlog));
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    @Override
    public void pause() {
        credit.pause();
    }

    @Override
    public void resume() {
        credit.resume();
    }

    /** Takes no more; the partitions stay this replica's, so that what is held can still be checkpointed. */
    @Override
    public CompletionStage<Void> stop() {
        synchronized (this) {
            stopped = true;
            hubTrouble = "the source has stopped";
            if (attempt != null) {
                attempt.dispose();
            }
        }
        credit.close();
        turnstile.shut();
        return CompletableFuture.completedFuture(null);
    }

    /** Stores how far each partition has come, then gives them up, so that another replica goes on at once. */
    @Override
    public void close() {
        stop();
        CompletableFuture<?>[] handOvers = partitions.all().stream()
                .map(reading -> reading.giveUp().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(handOvers)
                    .completeOnTimeout(null, HAND_OVER.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } finally {
            EventProcessorClient open;
            synchronized (this) {
                open = processor;
                processor = null;
            }
            if (open != null) {
                stop(open);
            }
        }
    }

    private void stop(EventProcessorClient open) {
        try {
            processorEnd.end(open, CLOSE);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "Source '%s' could not give its partitions up in order (%s); another replica has them once their"
                            + " ownership expires",
                    settings.name(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
