package dev.weir.publish;

import dev.weir.message.LaneKey;
import dev.weir.metrics.WeirMetrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one hub: takes a permit of the request budget, then whoever is next, then cuts the batch. As late as
 * possible, so that as much as possible is merged.
 *
 * <p>A retry sends the same bytes and takes its turn again. A throttled attempt pauses the hub, not the lane. When all
 * attempts of a batch are used up it is given back to its outlet, which cuts a newer one: nothing is dropped. While most
 * calls fail, the breaker lets one through from time to time; batches are given back at once then, so that what goes out first
 * when the hub recovers is the newest.
 *
 * <p>Owned by the core's thread; answers of the transport come back to it through the executor.
 */
public final class Dispatcher {
    private static final double JITTER = 0.25;
    private static final int TROUBLE_AFTER = 3;

    private final String hub;
    private final Transport transport;
    private final PublishSettings settings;
    private final Permit budget;
    private final Breaker breaker;
    private final Concurrency concurrency;
    private final Retry retry;
    private final LongSupplier nanoTime;
    private final CoreTimer timer;
    private final Executor core;
    private final RandomGenerator random;
    private final WeirMetrics metrics;
    private final Queues<Sending> queues;
    private final BreakerWatch watch;
    private final Load load;
    /** What has not had its first turn yet. */
    private final Map<Outlet, Sending> waiting = new IdentityHashMap<>();

    private int inFlight;
    /** Batches between two attempts. */
    private int retrying;

    private int failuresInARow;
    private long accepted;
    private boolean breakerIsOpen;
    private boolean awaitsIdle;
    private long pausedUntil;
    private volatile String trouble = "";

    /**
     * @param limiter the hub's request budget, on the same clock as {@code nanoTime}
     * @param core runs a task on the core's thread
     * @param random spreads retries
     * @param watch told when the hub fails and when it recovers
     */
    public Dispatcher(
            String hub,
            Transport transport,
            PublishSettings settings,
            RateLimiter limiter,
            LongSupplier nanoTime,
            CoreTimer timer,
            Executor core,
            RandomGenerator random,
            WeirMetrics metrics,
            BreakerWatch watch) {
        this.hub = hub;
        this.transport = transport;
        this.settings = settings;
        this.budget = new Permit(limiter, timer);
        this.breaker = new Breaker(hub, nanoTime, timer);
        this.concurrency = new Concurrency(settings.concurrency());
        this.queues = new Queues<>(hub, settings.sharing(), nanoTime, timer, this::pump);
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.core = core;
        this.random = random;
        this.load = new Load(queues.shares(), settings.requestsPerSecond(), timer);
        this.metrics = metrics;
        this.pausedUntil = nanoTime.getAsLong();
        this.retry = Retry.of(
                hub,
                RetryConfig.<Outcome>custom()
                        .maxAttempts(settings.attempts())
                        .retryOnResult(Outcome::isRetryable)
                        .intervalBiFunction(this::waitMillis)
                        .build());
    }

    /** Who spends the budget, and how much longer updates wait for it. */
    public Load load() {
        return load;
    }

    /** The retry, for its metrics. */
    public Retry retry() {
        return retry;
    }

    /** The breaker, for its metrics. */
    public CircuitBreaker breaker() {
        return breaker.circuit();
    }

    /** How many publishes may be in flight as the hub is now. Safe on any thread. */
    public int concurrency() {
        return concurrency.limit();
    }

    /** An outlet has a batch to send; it is asked for it when its turn comes. To be called once for each batch. */
    public void ready(Outlet outlet) {
        Sending sending = new Sending(outlet);
        waiting.put(outlet, sending);
        queue(sending);
        pump();
    }

    /** What waits for the outlet's turn has become urgent. */
    public void hurry(Outlet outlet) {
        Sending sending = waiting.get(outlet);
        if (sending != null) {
            queues.hurry(outlet.tenant(), outlet.lane().target().kind(), sending);
        }
    }

    /** What keeps the hub from being published to, and what to do; empty when nothing does. Safe on any thread. */
    public String trouble() {
        return trouble;
    }

    private void queue(Sending sending) {
        Outlet outlet = sending.outlet;
        queues.add(outlet.tenant(), outlet.lane().target().kind(), sending, outlet.isUrgent());
    }

    private void pump() {
        while (inFlight < concurrency.limit()
                && !isPaused()
                && queues.hasNext()
                && hasPermit()
                && breaker.mayCall(this::pump)) {
            Sending sending = queues.poll();
            waiting.remove(sending.outlet);
            if (sending.isStale()) {
                breaker.unused();
                sending.giveUp();
            } else if (sending.body() == null) {
                breaker.unused();
            } else {
                budget.use();
                attempt(sending);
            }
        }
    }

    private boolean hasPermit() {
        if (budget.isThere(this::pump)) {
            return true;
        }
        load.starved();
        return false;
    }

    private boolean isPaused() {
        return pausedUntil - nanoTime.getAsLong() > 0;
    }

    private void attempt(Sending sending) {
        inFlight++;
        LaneKey lane = sending.outlet.lane();
        byte[] body = sending.requiredBody();
        load.spent();
        queues.spent(sending.outlet.tenant(), lane.target().kind(), body.length);
        long startedAt = nanoTime.getAsLong();
        CompletionStage<Outcome> outcome;
        try {
            outcome = transport.send(lane, body);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        // A transport that fails instead of answering is a bug of it; the batch must come to an end all the same.
        outcome.exceptionally(failure -> new Outcome.Unavailable(String.valueOf(failure), true))
                .thenAccept(result -> core.execute(() -> ended(sending, startedAt, result)));
    }

    private void ended(Sending sending, long startedAt, Outcome outcome) {
        long took = nanoTime.getAsLong() - startedAt;
        concurrency.ended(startedAt, took, inFlight, outcome);
        breaker.ended(took, outcome);
        inFlight--;
        metrics.publishCall(hub, outcome.text());
        sending.maybeDelivered |= outcome.maybeDelivered();
        long wait = sending.context.onResult(outcome);
        if (outcome instanceof Outcome.Throttled || outcome instanceof Outcome.Unauthorized) {
            pause(wait > 0 ? wait : waitMillis(settings.attempts(), Either.right(outcome)));
        }
        note(outcome);
        sending.lastOutcome = outcome.description();
        if (outcome instanceof Outcome.Accepted) {
            accepted++;
            sending.context.onComplete();
            sending.outlet.accepted();
        } else if (outcome instanceof Outcome.Rejected rejected) {
            sending.outlet.refused(rejected, sending.maybeDelivered);
        } else if (wait > 0 && !sending.isStale() && !breaker.isOpen()) {
            retrying++;
            timer.after(Duration.ofMillis(wait).toNanos(), () -> {
                retrying--;
                if (breaker.isOpen()) {
                    sending.giveUp();
                } else {
                    queue(sending);
                }
                pump();
            });
        } else {
            sending.giveUp();
        }
        pump();
    }

    /** One attempt that fails is an accident; several in a row, with none accepted between, are trouble. */
    private void note(Outcome outcome) {
        if (!outcome.isRetryable()) {
            failuresInARow = 0;
            trouble = "";
        } else {
            failuresInARow++;
            if (outcome instanceof Outcome.Unauthorized || failuresInARow >= TROUBLE_AFTER) {
                trouble = outcome.description();
            }
        }
        if (breakerIsOpen != breaker.isOpen()) {
            breakerIsOpen = breaker.isOpen();
            if (breakerIsOpen) {
                watch.opened(hub, outcome.description());
                awaitIdle();
            } else {
                watch.closed(hub);
            }
        }
    }

    /**
     * What the hub was owed may all have been taken back, with a partition or a lock. Sources that stay paused bring nothing to
     * try the hub with, so it would never be tried again.
     */
    private void awaitIdle() {
        if (awaitsIdle) {
            return;
        }
        awaitsIdle = true;
        timer.after(Breaker.PROBE_EVERY.toNanos(), () -> {
            awaitsIdle = false;
            if (breakerIsOpen && inFlight == 0 && retrying == 0 && waiting.isEmpty() && !queues.hasNext()) {
                breakerIsOpen = false;
                trouble = "";
                watch.idle(hub);
            } else if (breakerIsOpen) {
                awaitIdle();
            }
        });
    }

    private void pause(long millis) {
        long until = nanoTime.getAsLong() + Duration.ofMillis(millis).toNanos();
        if (until - pausedUntil > 0) {
            pausedUntil = until;
            timer.after(Duration.ofMillis(millis).toNanos(), this::pump);
        }
    }

    /** Retry-After where the service names one, else doubling from the backoff; both up to the longest, spread out. */
    private long waitMillis(int attempt, Either<Throwable, Outcome> result) {
        long longest = settings.maxBackoff().toMillis();
        if (result.isRight()
                && result.get() instanceof Outcome.Throttled throttled
                && throttled.retryAfter().isPresent()) {
            Duration asked = throttled.retryAfter().get();
            return asked.compareTo(settings.maxBackoff()) >= 0 ? longest : Math.max(1, asked.toMillis());
        }
        int doublings = Math.min(attempt - 1, 30);
        double wait = Math.min(longest, (double) settings.backoff().toMillis() * (1L << doublings));
        return Math.max(1, (long) (wait * (1 - JITTER * random.nextDouble())));
    }

    /** A batch on its way: cut at its first turn, the same bytes at every further one. */
    private final class Sending {
        private final Outlet outlet;
        private final Retry.AsyncContext<Outcome> context = retry.asyncContext();
        private byte @Nullable [] body;
        private boolean maybeDelivered;
        private long acceptedBefore;
        private String lastOutcome = "";

        Sending(Outlet outlet) {
            this.outlet = outlet;
        }

        boolean isStale() {
            return body != null && outlet.isStale();
        }

        void giveUp() {
            outlet.givenUp(lastOutcome, maybeDelivered, accepted > acceptedBefore);
        }

        byte @Nullable [] body() {
            if (body == null) {
                body = outlet.cut().orElse(null);
                acceptedBefore = accepted;
            }
            return body;
        }

        byte[] requiredBody() {
            byte[] cut = body;
            if (cut == null) {
                throw new IllegalStateException("A batch for " + outlet.lane() + " is sent before it was cut");
            }
            return cut;
        }
    }
}
