package dev.weir.local.amqp;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The one thread that owns a local service's state, with its time. Tasks run in the order in which they were handed
 * over, after the reads of the same pass; so work that a read puts off is done once a pass, not once a frame.
 */
public final class Loop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private final NioEventLoopGroup group;
    private final EventLoop thread;
    private final Clock clock;
    private final Timers timers;

    /**
     * @param clock what the services take for the time; time-outs of connections go by the machine's own
     */
    public Loop(Clock clock) {
        this.clock = clock;
        group = new NioEventLoopGroup(1, new DefaultThreadFactory("weir-local-amqp", true));
        thread = group.next();
        timers = new Timers(thread, clock);
    }

    Clock clock() {
        return clock;
    }

    /** The time in milliseconds since the epoch. Any thread. */
    public long now() {
        return clock.millis();
    }

    /** Runs a task on the loop later, never at once. Any thread. */
    public void execute(Runnable task) {
        thread.execute(guarded(task));
    }

    /** Runs a task on the loop after a delay by the services' clock, sooner when that is moved. Any thread. */
    public void schedule(Runnable task, Duration delay) {
        if (thread.inEventLoop()) {
            timers.add(guarded(task), delay);
        } else {
            thread.execute(() -> timers.add(guarded(task), delay));
        }
    }

    /**
     * Runs what has become due because somebody moved the services' clock, and returns when that is done. Any thread.
     */
    public void timeMoved() {
        call(() -> {
            timers.runDue();
            return timers;
        });
    }

    /**
     * Runs a task on the loop after a delay of real time, unless it is cancelled before. Any thread.
     */
    public Future<?> scheduleInRealTime(Runnable task, Duration delay) {
        return thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a call on the loop and waits for its result. Any thread; on the loop itself the call runs at once.
     *
     * @throws IllegalStateException when the loop has ended, or does not answer within 30 s
     */
    public <T> T call(Supplier<T> call) {
        if (thread.inEventLoop()) {
            return call.get();
        }
        try {
            return CompletableFuture.supplyAsync(call, thread).get(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the call on the local service's thread failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the local service's thread gave no answer within " + CALL_LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the local service's thread", e);
        }
    }

    /** On the loop only. */
    Timers timers() {
        return timers;
    }

    EventLoop thread() {
        return thread;
    }

    NioEventLoopGroup group() {
        return group;
    }

    /** Ends the thread; what was scheduled is dropped. Any thread but the loop's own. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    // An escaped exception must cost one task, not the thread that all connections share.
    static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a task of the local service failed", e);
            }
        };
    }
}
