package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * One session while this replica holds its lock: hands its messages over in their order, and ends once. Nothing is handed
 * over after the sink was told of the loss. Safe on any thread.
 */
final class Session extends BaseSubscriber<ServiceBusReceivedMessage> {
    /** Until the first message, or the first renewal, tells how long the lock lasts; locks last 5 s or more. */
    private static final Duration FIRST_RENEWAL = Duration.ofSeconds(2);

    private static final Duration NEXT_TRY = Duration.ofSeconds(1);

    private final String id;
    private final Scope scope;
    private final ServiceBusReceiverAsyncClient client;
    private final Credit credit;
    private final Rounds rounds;
    private final DeliverySink sink;
    private final Duration longestAnswer;
    private final int window;
    private final Consumer<Session> onEnd;
    private final Set<Credit.Hold> holds = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final long since = System.nanoTime();

    private volatile long arrivedAt = since;
    private volatile boolean ended;
    private volatile boolean leaving;
    private volatile boolean deaf;
    private volatile boolean renewing;
    private volatile long renewAt = since + FIRST_RENEWAL.toNanos();
    private volatile Instant lockedUntil = Instant.MAX;

    /** Whether it waits for credit; the rounds' own. */
    boolean inLine;

    /**
     * @param longestAnswer after how long a call without an answer counts as failed
     * @param window most messages that are asked for and have not come
     * @param onEnd told once, when the session is not held any more; its receiver is to be closed then
     */
    Session(
            Scope scope,
            ServiceBusReceiverAsyncClient client,
            Credit credit,
            Rounds rounds,
            DeliverySink sink,
            Duration longestAnswer,
            int window,
            Consumer<Session> onEnd) {
        this.id = client.getSessionId();
        this.scope = scope;
        this.client = client;
        this.credit = credit;
        this.rounds = rounds;
        this.sink = sink;
        this.longestAnswer = longestAnswer;
        this.window = window;
        this.onEnd = onEnd;
    }

    String id() {
        return id;
    }

    ServiceBusReceiverAsyncClient client() {
        return client;
    }

    void start() {
        client.receiveMessages().subscribe(this);
    }

    /** How many more messages it would ask for now. */
    int wants() {
        return ended || leaving ? 0 : Math.max(0, window - asked.get());
    }

    /** Whether nothing is asked for or held. */
    boolean hasNothing() {
        return asked.get() <= 0 && holds.isEmpty();
    }

    /** It may ask for so many. */
    void grant(int messages) {
        asked.addAndGet(messages);
        if (ended) {
            giveCreditBack();
        } else {
            request(messages);
        }
    }

    private void giveCreditBack() {
        rounds.admit(Math.max(0, asked.getAndSet(0)));
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        rounds.join(this);
    }

    @Override
    protected void hookOnNext(ServiceBusReceivedMessage message) {
        arrivedAt = System.nanoTime();
        handOver(message);
        if (asked.get() <= window / 2) {
            rounds.join(this);
        }
    }

    private synchronized void handOver(ServiceBusReceivedMessage message) {
        if (ended || deaf) {
            return;
        }
        asked.decrementAndGet();
        locked(message.getLockedUntil());
        Credit.Hold hold = credit.took(Messages.size(message));
        holds.add(hold);
        Instant enqueuedAt = Messages.enqueuedAt(message);
        sink.accept(new Delivery(
                new Origin(scope, Scopes.withinPartition(message.getSequenceNumber()), enqueuedAt),
                Messages.raw(message),
                Messages.attempt(message),
                ServiceBusSettlement.inSession(
                        client, message, hold, longestAnswer, () -> answered(hold), this::lost)));
    }

    private void answered(Credit.Hold hold) {
        holds.remove(hold);
        if (hasNothing()) {
            rounds.join(this);
        }
    }

    private void locked(@Nullable OffsetDateTime until) {
        if (until != null
                && (lockedUntil.equals(Instant.MAX) || until.toInstant().isAfter(lockedUntil))) {
            lockedUntil = until.toInstant();
            long left = Duration.between(Instant.now(), lockedUntil).toNanos();
            renewAt = System.nanoTime() + Math.max(NEXT_TRY.toNanos(), left / 2);
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        lost();
    }

    @Override
    protected void hookOnComplete() {
        lost();
    }

    /** Whether the lock is to be renewed now, and no renewal is under way. */
    boolean isRenewalDue(long now) {
        return !ended && !renewing && renewAt - now <= 0;
    }

    /**
     * Renews the lock.
     *
     * @param then told when there is an answer, or none was given in time
     */
    void renew(Runnable then) {
        renewing = true;
        client.renewSessionLock()
                .timeout(longestAnswer)
                .doFinally(signal -> {
                    renewing = false;
                    then.run();
                })
                .subscribe(this::locked, failure -> {
                    if (isLoss(failure) || lockedUntil.isBefore(Instant.now())) {
                        lost();
                    } else {
                        renewAt = System.nanoTime() + NEXT_TRY.toNanos();
                    }
                });
    }

    private static boolean isLoss(Throwable failure) {
        return failure instanceof ServiceBusException known
                && known.getReason() == ServiceBusFailureReason.SESSION_LOCK_LOST;
    }

    /** Whether it brought nothing for so long, and nothing of it is held. */
    boolean isIdle(long now, Duration limit) {
        return holds.isEmpty() && now - arrivedAt > limit.toNanos();
    }

    /** Whether it was held for so long. */
    boolean isOlderThan(long now, Duration limit) {
        return now - since > limit.toNanos();
    }

    long since() {
        return since;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    /** Hands nothing over any more; what was handed over can still be settled. */
    void deafen() {
        deaf = true;
    }

    /** Asks for no more, so that it can be given back once nothing of it is held. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Gives it back in order, if nothing of it is held; whether it did. */
    boolean giveBack() {
        synchronized (this) {
            if (ended || !holds.isEmpty()) {
                return false;
            }
            ended = true;
        }
        end();
        return true;
    }

    /**
     * Its lock is gone, or nothing of it could be settled in order any more: what was handed over is withdrawn. The sink has
     * been told when this returns, whoever told it.
     */
    void lost() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            // Under the lock: told later, it would withdraw what another receiver of the session has handed over by
            // then.
            sink.lost(scope);
        }
        end();
    }

    private void end() {
        holds.forEach(Credit.Hold::free);
        holds.clear();
        giveCreditBack();
        onEnd.accept(this);
    }
}
