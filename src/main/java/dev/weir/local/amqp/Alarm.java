package dev.weir.local.amqp;

import org.jspecify.annotations.Nullable;

/**
 * Runs one task at the earliest of the points in time that it was set for, by the loop's clock; then it has to be set
 * anew. Loop only.
 */
public final class Alarm {
    private final Loop loop;
    private final Runnable task;
    private Timers.@Nullable Timer armed;

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
        Timers.Timer current = armed;
        if (current != null && current.due() <= due) {
            return;
        }
        if (current != null) {
            loop.timers().cancel(current);
        }
        armed = loop.timers().add(due, Loop.guarded(() -> {
            armed = null;
            task.run();
        }));
    }
}
