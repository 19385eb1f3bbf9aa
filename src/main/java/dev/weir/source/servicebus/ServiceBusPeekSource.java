package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.source.Backoff;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at the messages of a queue or subscription without taking any: no lock, no delivery count, no settlement. It sees
 * what waits there now and what comes later, but not what others complete between two looks.
 */
public final class ServiceBusPeekSource implements Source {
    private static final Logger LOG = Logger.getLogger(ServiceBusPeekSource.class);
    private static final int AT_ONCE = 100;
    private static final Duration NEXT_LOOK = Duration.ofMillis(500);

    private final ServiceBusSettings settings;
    private final DeliverySink sink;
    private final Clients clients;
    private final Scopes scopes;
    private final Map<String, Scope> sessions = new ConcurrentHashMap<>();
    private final AtomicLong room = new AtomicLong();
    private final Credit credit;
    private final Backoff backoff = new Backoff();

    private @Nullable ServiceBusReceiverAsyncClient client;
    private @Nullable Disposable look;
    private long next = 1;
    private boolean stopped;
    private volatile State state;

    public ServiceBusPeekSource(ServiceBusSettings settings, DeliverySink sink) {
        this.settings = settings;
        this.sink = sink;
        this.clients = new Clients(settings);
        this.scopes = new Scopes(settings.name(), settings.incarnation());
        this.credit = new Credit(settings.maxHeldEvents(), settings.maxHeldBytes(), room::addAndGet);
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
    public boolean hasSessions() {
        return settings.sessions().isPresent();
    }

    @Override
    public synchronized void start() {
        if (!stopped) {
            credit.open();
            look = Schedulers.boundedElastic().schedule(this::look);
        }
    }

    private synchronized void look() {
        if (stopped) {
            return;
        }
        int most = (int) Math.min(AT_ONCE, room.get());
        if (most < 1) {
            lookAgain(NEXT_LOOK);
            return;
        }
        try {
            if (client == null) {
                client = clients.receiver();
            }
            look = client.peekMessages(most, next)
                    .collectList()
                    .timeout(Clients.FIRST_ANSWER)
                    .publishOn(Schedulers.boundedElastic())
                    .subscribe(this::seen, this::failed);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void seen(List<ServiceBusReceivedMessage> messages) {
        if (!state.ready()) {
            state = State.READY;
            backoff.reset();
            LOG.infof("Source '%s' looks at %s and takes nothing", settings.name(), settings.entity());
        }
        List<ServiceBusReceivedMessage> active = new ArrayList<>(messages);
        active.removeIf(message -> message.getState() != ServiceBusMessageState.ACTIVE);
        active.forEach(this::handOver);
        synchronized (this) {
            for (ServiceBusReceivedMessage message : messages) {
                next = Math.max(next, message.getSequenceNumber() + 1);
            }
        }
        lookAgain(messages.isEmpty() ? NEXT_LOOK : Duration.ZERO);
    }

    private void handOver(ServiceBusReceivedMessage message) {
        room.decrementAndGet();
        RawMessage raw = Messages.raw(message);
        Credit.Hold hold = credit.took(Messages.size(message));
        sink.accept(new Delivery(origin(message), raw, 1, new Untouched(hold)));
    }

    private Origin origin(ServiceBusReceivedMessage message) {
        String session = message.getSessionId();
        if (!hasSessions() || session == null) {
            return Messages.origin(message, scopes);
        }
        return new Origin(
                sessions.computeIfAbsent(session, id -> new Scope(settings.name(), settings.incarnation(), id)),
                Scopes.withinPartition(message.getSequenceNumber()),
                Messages.enqueuedAt(message));
    }

    private synchronized void failed(Throwable failure) {
        if (stopped) {
            return;
        }
        state = new State(false, Trouble.text(settings, failure));
        Duration pause = backoff.next();
        LOG.warnf("%s; next try in %d s", state.reason(), pause.toSeconds());
        lookAgain(pause);
    }

    private synchronized void lookAgain(Duration after) {
        if (!stopped) {
            look = Schedulers.boundedElastic().schedule(this::look, after.toMillis(), TimeUnit.MILLISECONDS);
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

    @Override
    public synchronized CompletionStage<Void> stop() {
        stopped = true;
        credit.close();
        if (look != null) {
            look.dispose();
        }
        return CompletableFuture.completedFuture(null);
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
}
