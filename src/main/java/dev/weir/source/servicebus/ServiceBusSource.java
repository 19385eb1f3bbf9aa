package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.weir.event.Delivery;
import dev.weir.source.Backoff;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.Source;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Takes deliveries from a Service Bus queue or subscription by peek-lock, as many as its credit allows, and settles them asynchronously.
 *
 * <p>The SDK mends what is transient itself. What it gives up on is tried again from the start, with a growing pause, and
 * readiness says why.
 */
public final class ServiceBusSource implements Source {
    private static final Logger LOG = Logger.getLogger(ServiceBusSource.class);
    private static final Duration ARRIVAL_CHECK = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(3);

    private final ServiceBusSettings settings;
    private final DeliverySink sink;
    private final Scopes scopes;
    private final Clients clients;
    private final Credit credit;
    private final Backoff backoff = new Backoff();

    private @Nullable ServiceBusReceiverAsyncClient client;
    private @Nullable Disposable attempt;
    private @Nullable Receiving receiving;
    private boolean stopped;
    private volatile long arrivedAt = System.nanoTime();
    private volatile State state;

    public ServiceBusSource(ServiceBusSettings settings, DeliverySink sink) {
        this.settings = settings;
        this.sink = sink;
        this.scopes = new Scopes(settings.name(), settings.incarnation());
        this.clients = new Clients(settings);
        this.credit = new Credit(
                Math.max(1, settings.maxHeldEvents() - settings.prefetch()), settings.maxHeldBytes(), this::request);
        this.state = new State(false, "source '" + settings.name() + "' is not connected yet");
    }

    @Override
    public String name() {
        return settings.name();
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
            attempt = next.peekMessage().subscribe(peeked -> {}, this::failed, () -> receive(next));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized void receive(ServiceBusReceiverAsyncClient from) {
        if (stopped) {
            return;
        }
        backoff.reset();
        state = State.READY;
        LOG.infof("Source '%s' takes from %s", settings.name(), settings.entity());
        Receiving next = new Receiving(from);
        receiving = next;
        attempt = next;
        from.receiveMessages().subscribe(next);
    }

    private synchronized void failed(Throwable failure) {
        if (stopped) {
            return;
        }
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
            try {
                sink.accept(new Delivery(
                        Messages.origin(message, scopes),
                        Messages.raw(message),
                        Messages.attempt(message),
                        ServiceBusSettlement.withLock(from, message, hold)));
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
