package dev.weir.local.amqp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a time of the services' clock, which may be moved while they wait. One timer of the machine's
 * waits for the first of them; when it fires the clock decides what is due. Belongs to the loop's thread.
 */
final class Timers {
    // An entity may say "never" with the longest duration there is.
    private static final long LONGEST_WAIT = Duration.ofDays(1).toMillis();

    private final PriorityQueue<Timer> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private final EventLoop thread;
    private final Clock clock;
    private @Nullable Future<?> alarm;
    private long alarmFor;
    private long order;

    Timers(EventLoop thread, Clock clock) {
        this.thread = thread;
        this.clock = clock;
    }

    void add(Runnable task, Duration delay) {
        long now = clock.millis();
        boolean never = delay.compareTo(Duration.ofMillis(Long.MAX_VALUE - now)) >= 0;
        add(never ? Long.MAX_VALUE : now + Math.max(0, delay.toMillis()), task);
    }

    /**
     * @param due milliseconds since the epoch
     */
    Timer add(long due, Runnable task) {
        Timer timer = new Timer(due, order++, task);
        waiting.add(timer);
        arm(clock.millis());
        return timer;
    }

    void cancel(Timer timer) {
        waiting.remove(timer);
    }

    /** Runs what is due by the clock now; what that schedules waits for the next time, however short. */
    void runDue() {
        long now = clock.millis();
        long last = order;
        while (!waiting.isEmpty() && waiting.peek().due <= now && waiting.peek().order < last) {
            waiting.remove().task.run();
        }
        arm(clock.millis());
    }

    private void arm(long now) {
        Timer first = waiting.peek();
        if (first == null || (alarm != null && alarmFor <= first.due)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmFor = first.due;
        long wait = Math.min(Math.max(1, first.due - now), LONGEST_WAIT);
        alarm = thread.schedule(
                () -> {
                    alarm = null;
                    runDue();
                },
                wait,
                TimeUnit.MILLISECONDS);
    }

    /** A task that waits; {@code order} is that of adding. */
    record Timer(long due, long order, Runnable task) {}
}
