package dev.weir.local.amqp;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task at the earliest of the points in time that it was set for, by the loop's clock; then it has to be set
 * anew. The task may run too early: when the clock
 * stands still, or after a day. Loop only.
 */
public final class Alarm {
    private static final long LONGEST_WAIT = Duration.ofDays(1).toMillis();

    private final Loop loop;
    private final Runnable task;
    private @Nullable ScheduledFuture<?> armed;
    private long armedFor;

    public Alarm(Loop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /**
     * Sets the alarm, unless it is set for an earlier time.
     *
     * @param due milliseconds since the epoch
     */
    public void setFor(long due) {
        ScheduledFuture<?> current = armed;
        if (current != null && armedFor <= due) {
            return;
        }
        if (current != null) {
            current.cancel(false);
        }
        armedFor = due;
        armed = loop.thread()
                .schedule(
                        Loop.guarded(() -> {
                            armed = null;
                            task.run();
                        }),
                        Math.max(1, Math.min(due - loop.now(), LONGEST_WAIT)),
                        TimeUnit.MILLISECONDS);
    }
}
