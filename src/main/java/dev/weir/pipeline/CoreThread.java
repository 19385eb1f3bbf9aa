package dev.weir.pipeline;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The core's loop on a thread of its own. What its queue holds is bounded by the sources' credit and the publishes in
 * flight.
 */
public final class CoreThread implements CoreLoop, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CoreThread.class);

    /** The most tasks between two looks at the timers. */
    private static final int TASKS_IN_A_ROW = 256;

    private final ScheduledThreadPoolExecutor executor;
    /** The executor orders what it is given by time, which a task at once has no need of: it gets them in rows. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean rowIsDue = new AtomicBoolean();
    private volatile String failure = "";

    public CoreThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "weir-core");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void execute(Runnable task) {
        if (executor.isShutdown()) {
            LOG.debug("The core has ended; a late answer is dropped and the broker will redeliver");
            return;
        }
        tasks.add(task);
        if (rowIsDue.compareAndSet(false, true)) {
            executeRow();
        }
    }

    private void executeRow() {
        try {
            executor.execute(this::runRow);
        } catch (RejectedExecutionException e) {
            LOG.debug("The core has ended; late answers are dropped and the broker will redeliver");
        }
    }

    private void runRow() {
        for (int i = 0; i < TASKS_IN_A_ROW; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            run(task);
        }
        rowIsDue.set(false);
        if (!tasks.isEmpty() && rowIsDue.compareAndSet(false, true)) {
            executeRow();
        }
    }

    @Override
    public void after(long nanos, Runnable task) {
        try {
            executor.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The core has ended; a timer is dropped");
        }
    }

    /** What went wrong in the core, for liveness; empty while nothing has. An exception here is a bug. */
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failure = "The core failed: " + e;
            LOG.error("The core failed; its state can't be trusted any more and liveness says so", e);
        }
    }
}
