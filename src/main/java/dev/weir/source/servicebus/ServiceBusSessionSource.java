package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.weir.event.Scope;
import dev.weir.source.Backoff;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.Source;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes deliveries from the sessions of a Service Bus queue or subscription: many sessions at once, each in its order, as
 * many messages as the source's credit allows. The credit goes round the sessions.
 *
 * <p>A session that brings nothing for a while is given back; so is one that was held for long while no other could be
 * taken. One whose lock is lost, or whose settlement fails, is withdrawn as a whole, since nothing after it could be settled
 * in order.
 */
public final class ServiceBusSessionSource implements Source {
    private static final Logger LOG = Logger.getLogger(ServiceBusSessionSource.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(3);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** To be refused takes no longer; to get a session may take for ever. */
    private static final Duration LET_IN = Duration.ofSeconds(2);

    private static final int RENEWALS_AT_ONCE = 32;
    /** Of the credit, what sessions may have asked for without getting it; the rest goes to those that have more. */
    private static final int ASKED_PART = 2;

    private static final int LARGEST_WINDOW = 32;
    /** Of all sessions, how many make room for others at the same time. */
    private static final int LEAVING_PART = 10;

    private final ServiceBusSettings settings;
    private final ServiceBusSettings.Sessions limits;
    private final DeliverySink sink;
    private final Clients clients;
    private final Credit credit;
    private final Rounds rounds = new Rounds(this::withNothing);
    private final int window;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    /** Links of sessions that have ended, while they are being closed. */
    private final Set<CompletableFuture<Void>> closing = ConcurrentHashMap.newKeySet();

    private final AtomicInteger renewals = new AtomicInteger();
    private final Backoff backoff = new Backoff();

    private @Nullable SessionAcceptor acceptor;
    private @Nullable Disposable attempt;
    private @Nullable Disposable ticker;
    private boolean stopped;
    private volatile State state;

    public ServiceBusSessionSource(ServiceBusSettings settings, DeliverySink sink) {
        this.settings = settings;
        this.limits = settings.sessions()
                .orElseThrow(() -> new IllegalArgumentException("The settings say nothing of sessions"));
        this.sink = sink;
        this.clients = new Clients(settings);
        this.credit = new Credit(settings.maxHeldEvents(), settings.maxHeldBytes(), 1, rounds::admit);
        this.window = Math.max(1, Math.min(LARGEST_WINDOW, settings.maxHeldEvents() / ASKED_PART / limits.max()));
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
    public OptionalInt maxAttempts() {
        return OptionalInt.of(settings.settling().maxDeliveryCount());
    }

    @Override
    public boolean hasSessions() {
        return true;
    }

    private int withNothing() {
        long withSomething = sessions.values().stream()
                .filter(session -> !session.hasNothing())
                .count();
        return (int) Math.max(0, limits.max() - withSomething);
    }

    /** How many sessions are held. */
    int held() {
        return sessions.size();
    }

    @Override
    public synchronized void start() {
        if (stopped) {
            return;
        }
        if (ticker == null) {
            credit.open();
            ticker = Flux.interval(TICK).onBackpressureDrop().subscribe(tick -> tick());
        }
        try {
            ServiceBusReceiverAsyncClient probe = clients.receiver();
            // To wait for a session says nothing until there is one; a peek tells at once whether the entity can be
            // used.
            attempt = probe.peekMessage()
                    .timeout(Clients.FIRST_ANSWER)
                    .then()
                    .publishOn(Schedulers.boundedElastic())
                    .doFinally(signal -> close(probe))
                    .subscribe(nothing -> {}, this::failed, this::accept);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void accept() {
        SessionAcceptor current;
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (acceptor == null) {
                acceptor = new SessionAcceptor(clients, limits.max(), this::begin, this::failed);
            }
            current = acceptor;
        }
        current.fill();
        Mono.delay(LET_IN).subscribe(tick -> {
            if (current.isWell()) {
                works();
            }
        });
    }

    private synchronized void works() {
        if (stopped) {
            return;
        }
        backoff.reset();
        if (!state.ready()) {
            state = State.READY;
            LOG.infof("Source '%s' takes up to %d sessions of %s", settings.name(), limits.max(), settings.entity());
        }
    }

    /** What the SDK could not mend itself is begun anew, with new connections unless sessions hold on to theirs. */
    private synchronized void failed(Throwable failure) {
        if (stopped) {
            return;
        }
        state = new State(false, Trouble.text(settings, failure));
        Duration pause = backoff.next();
        LOG.warnf("%s; next try in %d s", state.reason(), pause.toSeconds());
        attempt = Schedulers.boundedElastic().schedule(this::tryAgain, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryAgain() {
        SessionAcceptor broken = null;
        synchronized (this) {
            if (sessions.isEmpty()) {
                broken = acceptor;
                acceptor = null;
            }
        }
        if (broken != null) {
            broken.close();
        }
        start();
    }

    private void begin(SessionAcceptor.Accepted accepted) {
        ServiceBusReceiverAsyncClient receiver = accepted.receiver();
        Session session = new Session(
                new Scope(settings.name(), settings.incarnation(), receiver.getSessionId()),
                receiver,
                credit,
                rounds,
                sink,
                clients.longestAnswer(),
                window,
                ended -> ended(ended, accepted));
        Session before;
        synchronized (this) {
            if (stopped) {
                close(receiver);
                return;
            }
            before = sessions.put(session.id(), session);
        }
        if (before != null) {
            // The broker gave it to us again before the loss of the first lock was known here.
            before.lost();
        }
        LOG.debugf("Source '%s' takes session '%s'", settings.name(), session.id());
        works();
        session.start();
    }

    private void ended(Session session, SessionAcceptor.Accepted accepted) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        closing.add(closed);
        sessions.remove(session.id(), session);
        LOG.debugf("Source '%s' has session '%s' no more", settings.name(), session.id());
        Schedulers.boundedElastic().schedule(() -> {
            close(session.client());
            closing.remove(closed);
            closed.complete(null);
            SessionAcceptor current;
            synchronized (this) {
                current = acceptor;
            }
            if (current != null) {
                current.released(accepted.connection());
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        for (Session session : sessions.values()) {
            if (session.isRenewalDue(now) && renewals.get() < RENEWALS_AT_ONCE) {
                renewals.incrementAndGet();
                session.renew(renewals::decrementAndGet);
            }
            if (session.isIdle(now, session.isLeaving() ? QUIET : limits.idle())) {
                session.giveBack();
            }
        }
        makeRoom(now);
    }

    /** Others may wait that can't be taken: those that were held longest make room, a few at a time. */
    private void makeRoom(long now) {
        if (sessions.size() < limits.max()) {
            return;
        }
        long leaving = sessions.values().stream().filter(Session::isLeaving).count();
        sessions.values().stream()
                .filter(session -> !session.isLeaving() && session.isOlderThan(now, limits.turn()))
                .sorted(Comparator.comparingLong(Session::since))
                .limit(Math.max(0, 1 + limits.max() / LEAVING_PART - leaving))
                .forEach(Session::leave);
    }

    @Override
    public void pause() {
        credit.pause();
        rounds.pause();
    }

    @Override
    public void resume() {
        rounds.resume();
        credit.resume();
    }

    /** Asks for no more, and takes over what was asked for and is on its way; the sessions stay locked, to be settled. */
    @Override
    public CompletionStage<Void> stop() {
        synchronized (this) {
            stopped = true;
            state = new State(false, "source '" + settings.name() + "' has stopped");
            if (acceptor != null) {
                acceptor.stop();
            }
            if (attempt != null) {
                attempt.dispose();
            }
        }
        credit.close();
        rounds.clear();
        long stoppedAt = System.nanoTime();
        return Flux.interval(TICK)
                .takeUntil(tick -> isQuiet(stoppedAt))
                .then()
                // What is given back must not come right back here.
                .doOnTerminate(() -> sessions.values().forEach(Session::deafen))
                .toFuture();
    }

    private boolean isQuiet(long stoppedAt) {
        long now = System.nanoTime();
        boolean nothingComes =
                sessions.values().stream().allMatch(session -> now - session.arrivedAt() >= QUIET.toNanos());
        return now - stoppedAt >= LONGEST_ARRIVAL.toNanos() || nothingComes && now - stoppedAt >= QUIET.toNanos();
    }

    @Override
    public void close() {
        SessionAcceptor open;
        synchronized (this) {
            stopped = true;
            open = acceptor;
            acceptor = null;
            if (ticker != null) {
                ticker.dispose();
            }
        }
        // One by one, so that their locks end at once; what takes too long ends with its connection.
        Flux.fromIterable(sessions.values())
                .flatMap(session ->
                        Mono.fromRunnable(() -> close(session.client())).subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.fromFuture(() -> CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))))
                .timeout(CLOSE, Mono.empty())
                .block();
        if (open != null) {
            open.close();
        }
        rounds.close();
    }

    private void close(ServiceBusReceiverAsyncClient receiver) {
        try {
            receiver.close();
        } catch (RuntimeException e) {
            LOG.debugf("Source '%s' could not close a link: %s", settings.name(), e.getMessage());
        }
    }
}
