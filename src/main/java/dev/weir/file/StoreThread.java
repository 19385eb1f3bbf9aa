package dev.weir.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that does all that is asked of a {@link StoreFile}, in that order. What comes while it writes shares the next write,
 * and nothing is confirmed before its write. A write that fails, as where the disk is full, fails all that shared it; then the
 * file is opened again, as it was confirmed last. Safe on any thread; nothing but {@link #close} blocks the caller.
 *
 * @param <C> the file's content as tasks see it, such as its maps
 */
public final class StoreThread<C> implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    /** After a failure, so that a file is not opened again and again while many ask. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Supplier<MVStore> file;
    private final Function<MVStore, C> content;
    private final LinkedBlockingQueue<Task<C, ?>> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    /** The thread's own, once it was started; {@code null} from a failure on, until it is opened again. */
    private @Nullable MVStore store;

    private volatile boolean closed;
    private volatile boolean ended;

    private static final class Task<C, T> {
        private final Function<C, T> action;
        private final Predicate<T> changes;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        Task(Function<C, T> action, Predicate<T> changes) {
            this.action = action;
            this.changes = changes;
        }

        /** True where there is something to write now. A failure that says nothing of the file is this task's alone. */
        boolean run(C content) {
            try {
                T made = action.apply(content);
                result = made;
                return changes.test(made);
            } catch (MVStoreException e) {
                throw e;
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                return false;
            }
        }

        void confirm() {
            done.complete(result);
        }

        void fail(Throwable failure) {
            done.completeExceptionally(failure);
        }
    }

    private StoreThread(String name, MVStore store, Supplier<MVStore> file, Function<MVStore, C> content) {
        this.store = store;
        this.file = file;
        this.content = content;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    /**
     * Starts it upon a store that is open, which it owns from now on.
     *
     * @param name the thread's
     * @param file opens the same store again
     * @param content gives what tasks work on, of the store that is open; it is asked again and again
     */
    public static <C> StoreThread<C> start(
            String name, MVStore store, Supplier<MVStore> file, Function<MVStore, C> content) {
        StoreThread<C> started = new StoreThread<>(name, store, file, content);
        started.thread.start();
        return started;
    }

    /**
     * Does a task, on this thread.
     *
     * @param changes whether such a result means that something was changed, which is to be written
     * @return completes once it is written; with a failure where the task failed or its write, and after the close
     */
    public <T> CompletableFuture<T> ask(Function<C, T> action, Predicate<T> changes) {
        Task<C, T> task = new Task<>(action, changes);
        if (closed) {
            task.fail(closedFailure());
            return task.done;
        }
        tasks.add(task);
        if (ended) {
            // The thread may have looked for the last time before this was added.
            failQueued();
        }
        return task.done;
    }

    private static IllegalStateException closedFailure() {
        return new IllegalStateException("The file is closed");
    }

    private void failQueued() {
        Task<C, ?> task = tasks.poll();
        while (task != null) {
            task.fail(closedFailure());
            task = tasks.poll();
        }
    }

    private void work() {
        List<Task<C, ?>> some = new ArrayList<>();
        try {
            while (!closed || !tasks.isEmpty()) {
                Task<C, ?> first = tasks.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                some.add(first);
                tasks.drainTo(some);
                answer(some);
                some.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            ended = true;
            some.forEach(task -> task.fail(closedFailure()));
            failQueued();
            closeStore();
        }
    }

    private void answer(List<Task<C, ?>> some) throws InterruptedException {
        try {
            MVStore open = open();
            C now = content.apply(open);
            boolean changed = false;
            for (Task<C, ?> task : some) {
                changed |= task.run(now);
            }
            if (changed) {
                open.commit();
                open.sync();
            }
            some.forEach(Task::confirm);
        } catch (Throwable e) {
            // An error, too: who waits for an answer would wait for ever.
            some.forEach(task -> task.fail(e));
            giveUp();
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private MVStore open() {
        MVStore open = store;
        if (open == null) {
            open = file.get();
            store = open;
        }
        return open;
    }

    /** What tasks have changed since the last write is not to be written, nor to be seen; and a store may have closed itself. */
    private void giveUp() {
        MVStore broken = store;
        store = null;
        if (broken != null) {
            broken.closeImmediately();
        }
    }

    private void closeStore() {
        try {
            if (store != null) {
                store.close();
            }
        } catch (MVStoreException e) {
            // All that was confirmed is in the file; it is closed like after a kill.
        }
    }

    /** Does what was asked for before, and closes the file; waits for that for ten seconds at most. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
