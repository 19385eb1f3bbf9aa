package dev.weir.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;

/** A core's loop on virtual time: nothing happens until it is advanced. What a test or a simulation drives the core with; of one thread. */
public final class VirtualLoop implements CoreLoop {
    /** When virtual time starts, on the wall, unless another start is given. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Timed(long at, long order, Runnable task) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final long startMillis;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timed> timers = new PriorityQueue<>();
    private long now;
    private long order;

    public VirtualLoop() {
        this(START);
    }

    /** @param start when virtual time starts, on the wall */
    public VirtualLoop(Instant start) {
        this.startMillis = start.toEpochMilli();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long wallMillis() {
        return startMillis + now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(long nanos, Runnable task) {
        timers.add(new Timed(now + Math.max(0, nanos), order++, task));
    }

    /** Runs what is due now. */
    public void run() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, and runs all that falls due, in order. */
    public void advance(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                continue;
            }
            Timed next = timers.peek();
            if (next == null || next.at > until) {
                now = until;
                return;
            }
            timers.remove();
            now = Math.max(now, next.at);
            next.task.run();
        }
    }
}
