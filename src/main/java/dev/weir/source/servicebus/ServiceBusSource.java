package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement;
import dev.weir.source.Backoff;
import dev.weir.source.Credit;
import dev.weir.source.DeadLetters;
import dev.weir.source.DeliverySink;
import dev.weir.source.LockSettings;
import dev.weir.source.Source;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes deliveries from a Service Bus queue or subscription by peek-lock, as many as its credit allows, and settles them asynchronously.
 *
 * <p>The SDK mends what is transient itself. What it gives up on is tried again from the start, with a growing pause, and
 * readiness says why.
 */
public final class ServiceBusSource implements Source {
    private static final Logger LOG = Logger.getLogger(ServiceBusSource.class);
    private static final Duration LET_IN = Duration.ofSeconds(2);
    private static final Duration ARRIVAL_CHECK = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(3);

    private final ServiceBusSettings settings;
    private final DeadLetters deadLetters;
    private final DeliverySink sink;
    private final Scopes scopes;
    private final Clients clients;
    private final Credit credit;
    private final Backoff backoff = new Backoff();

    private @Nullable ServiceBusReceiverAsyncClient client;
    private @Nullable Disposable attempt;
    private @Nullable Receiving receiving;
    private boolean failedBefore;
    private boolean stopped;
    private volatile long arrivedAt = System.nanoTime();
    private volatile State state;

    /** A source by peek-lock, whose broker keeps its dead letters. */
    public ServiceBusSource(ServiceBusSettings settings, DeliverySink sink) {
        this(settings, ServiceBusSource::noDeadLetters, sink);
        if (settings.settling().mode() == Mode.RECEIVE_AND_DELETE) {
            throw new IllegalArgumentException("Source '" + settings.name()
                    + "' takes by receive-and-delete, so its dead letters need a place of their own");
        }
    }

    /** @param deadLetters where they go by receive-and-delete, since the broker has the message no more then */
    public ServiceBusSource(ServiceBusSettings settings, DeadLetters deadLetters, DeliverySink sink) {
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.sink = sink;
        this.scopes = new Scopes(settings.name(), settings.incarnation());
        this.clients = new Clients(settings);
        this.credit = new Credit(
                Math.max(1, settings.maxHeldEvents() - settings.prefetch()), settings.maxHeldBytes(), this::request);
        this.state = new State(false, "source '" + settings.name() + "' is not connected yet");
    }

    private static CompletionStage<Settlement.Answer> noDeadLetters(DeadLetter why, RawMessage message) {
        throw new IllegalStateException("By peek-lock, dead letters are the broker's");
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public OptionalInt maxAttempts() {
        return OptionalInt.of(settings.settling().maxDeliveryCount());
    }

    @Override
    public LockSettings locks() {
        return settings.locks();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public synchronized void start() {
        if (stopped) {
            return;
        }
        try {
            ServiceBusReceiverAsyncClient next = clients.receiver();
            client = next;
            // A receiver says nothing until a message comes; a peek tells at once whether the entity can be used.
            attempt = next.peekMessage()
                    .timeout(Clients.FIRST_ANSWER)
                    .subscribe(peeked -> {}, this::failed, () -> receive(next));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized void receive(ServiceBusReceiverAsyncClient from) {
        if (stopped) {
            return;
        }
        if (failedBefore) {
            // Links may be refused although a look was not; that takes no longer.
            Mono.delay(LET_IN).subscribe(tick -> works(from));
        } else {
            works(from);
        }
        LOG.infof("Source '%s' takes from %s", settings.name(), settings.entity());
        if (settings.settling().mode() == Mode.RECEIVE_AND_DELETE) {
            LOG.warnf(
                    "Source '%s' takes by receive-and-delete: what is held when the bridge ends, in order or not, is lost",
                    settings.name());
        }
        Receiving next = new Receiving(from);
        receiving = next;
        attempt = next;
        new Pulse(from, clients.longestAnswer(), () -> arrivedAt)
                .watch(() -> isCurrent(from), () -> answers(from), failure -> isSilent(from, failure));
        from.receiveMessages().subscribe(next);
    }

    private synchronized void answers(ServiceBusReceiverAsyncClient link) {
        if (isCurrent(link) && !state.ready() && !failedBefore) {
            state = State.READY;
            LOG.infof("Source '%s' takes from %s again", settings.name(), settings.entity());
        }
    }

    /** The SDK goes on trying. */
    private synchronized void isSilent(ServiceBusReceiverAsyncClient link, Throwable failure) {
        if (isCurrent(link) && state.ready()) {
            state = new State(false, Trouble.text(settings, failure));
            LOG.warn(state.reason());
        }
    }

    private synchronized boolean isCurrent(ServiceBusReceiverAsyncClient link) {
        return !stopped && client == link;
    }

    private synchronized void works(ServiceBusReceiverAsyncClient link) {
        if (isCurrent(link)) {
            backoff.reset();
            failedBefore = false;
            state = State.READY;
        }
    }

    private synchronized void failed(Throwable failure) {
        if (stopped) {
            return;
        }
        failedBefore = true;
        credit.close();
        receiving = null;
        state = new State(false, Trouble.text(settings, failure));
        Duration pause = backoff.next();
        LOG.warnf("%s; next try in %d s", state.reason(), pause.toSeconds());
        ServiceBusReceiverAsyncClient broken = client;
        client = null;
        attempt = Schedulers.boundedElastic()
                .schedule(
                        () -> {
                            closeQuietly(broken);
                            start();
                        },
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** What can't be closed is left to the broker's idle time-out; it must not keep the source from trying again. */
    private void closeQuietly(@Nullable ServiceBusReceiverAsyncClient broken) {
        if (broken == null) {
            return;
        }
        try {
            broken.close();
        } catch (RuntimeException e) {
            LOG.warnf(e, "Source '%s' could not close a broken link", settings.name());
        }
    }

    private void request(long more) {
        Receiving current;
        synchronized (this) {
            current = receiving;
        }
        if (current != null) {
            current.request(more);
        }
    }

    @Override
    public void pause() {
        credit.pause();
    }

    @Override
    public void resume() {
        credit.resume();
    }

    /**
     * Asks for no more, and takes over what was asked for and is on its way: cut off, those messages would stay locked until
     * their locks expire. The link ends when nothing has come for a moment.
     */
    @Override
    public CompletionStage<Void> stop() {
        Disposable running;
        synchronized (this) {
            stopped = true;
            credit.close();
            state = new State(false, "source '" + settings.name() + "' has stopped");
            running = attempt;
        }
        long stoppedAt = System.nanoTime();
        return Flux.interval(ARRIVAL_CHECK)
                .takeUntil(tick -> isQuiet(stoppedAt))
                .then()
                .doOnTerminate(() -> {
                    if (running != null) {
                        running.dispose();
                    }
                })
                .toFuture();
    }

    private boolean isQuiet(long stoppedAt) {
        long now = System.nanoTime();
        long lastArrival = arrivedAt;
        long quietSince = lastArrival - stoppedAt > 0 ? lastArrival : stoppedAt;
        return now - quietSince >= QUIET.toNanos() || now - stoppedAt >= LONGEST_ARRIVAL.toNanos();
    }

    @Override
    public void close() {
        ServiceBusReceiverAsyncClient open;
        synchronized (this) {
            stopped = true;
            open = client;
            client = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /** What one link brings. */
    private final class Receiving extends BaseSubscriber<ServiceBusReceivedMessage> {
        private final ServiceBusReceiverAsyncClient from;

        Receiving(ServiceBusReceiverAsyncClient from) {
            this.from = from;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            credit.open();
        }

        @Override
        protected void hookOnNext(ServiceBusReceivedMessage message) {
            long bytes = Messages.size(message);
            Credit.Hold hold = credit.took(bytes);
            arrivedAt = System.nanoTime();
            RawMessage raw = Messages.raw(message);
            try {
                sink.accept(new Delivery(
                        Messages.origin(message, scopes),
                        raw,
                        Messages.attempt(message),
                        settings.settling().mode() == Mode.PEEK_LOCK
                                ? ServiceBusSettlement.withLock(from, message, hold, clients.longestAnswer())
                                : new DeletedSettlement(raw, hold, deadLetters)));
            } catch (RuntimeException e) {
                hold.free();
                throw e;
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failed(failure);
        }

        @Override
        protected void hookOnComplete() {
            failed(new IllegalStateException("The link was closed"));
        }
    }
}
