package dev.weir.state;

import dev.weir.coalesce.StateStore;
import dev.weir.file.StoreFile;
import dev.weir.file.StoreFileException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * States in one file of one process, by H2's MVStore: a kill at any moment leaves what was confirmed before it. One thread
 * does all of it; changes that come while it writes share the next write. What its queue holds is bounded by the bridge's
 * publishes in flight and the deliveries that it holds.
 */
public final class FileStateStore implements StateStore {
    private static final char END = '\u0000';
    private static final int MOST_EPOCHS = 16;
    private static final int HEAD = 2 * Long.BYTES;

    private final MVStore store;
    private final MVMap<String, byte[]> states;
    /** What is due, by when: the key begins with the time. */
    private final MVMap<String, byte[]> due;

    private final MVMap<String, byte[]> epochs;
    private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    private static final class Task<T> {
        private final Supplier<T> action;
        private final boolean writes;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        Task(Supplier<T> action, boolean writes) {
            this.action = action;
            this.writes = writes;
        }

        void run() {
            try {
                result = action.get();
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        void confirm() {
            done.complete(result);
        }
    }

    private FileStateStore(MVStore store) {
        this.store = store;
        this.states = map(store, "entities");
        this.due = map(store, "due");
        this.epochs = map(store, "epochs");
        this.thread = new Thread(this::work, "weir-state");
        thread.setDaemon(true);
    }

    private static MVMap<String, byte[]> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens a file that this process alone may have open; makes it where it does not exist.
     *
     * @throws StateStoreException if it can't be opened, or another process has it
     */
    public static FileStateStore open(Path file) {
        try {
            FileStateStore opened =
                    new FileStateStore(StoreFile.open(file, "states", "with clients that get whole states"));
            opened.thread.start();
            return opened;
        } catch (StoreFileException e) {
            throw new StateStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public CompletionStage<Optional<Kept>> load(String lane, String entity) {
        return enqueue(() -> Optional.ofNullable(states.get(key(lane, entity))).map(FileStateStore::kept), false);
    }

    @Override
    public CompletionStage<Map<String, Optional<Kept>>> change(
            String lane, String epoch, long seq, List<Change> changes) {
        return enqueue(
                () -> {
                    Map<String, Optional<Kept>> refused = new HashMap<>();
                    for (Change change : changes) {
                        String key = key(lane, change.entity());
                        byte[] current = states.get(key);
                        if ((current == null ? 0 : stamp(current)) != change.expected()) {
                            refused.put(
                                    change.entity(),
                                    Optional.ofNullable(current).map(FileStateStore::kept));
                        } else if (change.text().length == 0) {
                            put(key, current, null);
                        } else {
                            put(key, current, value(change.expected() + 1, change.dueAt(), change.text()));
                        }
                    }
                    if (!epoch.isEmpty()) {
                        epochs.put(key(lane, epoch), value(seq, NEVER, new byte[0]));
                        forgetEpochs(lane, epoch);
                    }
                    return refused;
                },
                true);
    }

    /** Puts an entity, or takes it out, with when it is due. */
    private void put(String key, byte @Nullable [] before, byte @Nullable [] after) {
        if (before != null && dueAt(before) != NEVER) {
            due.remove(key(time(dueAt(before)), key));
        }
        if (after == null) {
            states.remove(key);
            return;
        }
        states.put(key, after);
        if (dueAt(after) != NEVER) {
            due.put(key(time(dueAt(after)), key), new byte[0]);
        }
    }

    /** One process writes, so hardly more than its own epoch and that of the life before are of use to clients. */
    private void forgetEpochs(String lane, String current) {
        List<String> keys = new ArrayList<>();
        Iterator<String> all = epochs.keyIterator(lane + END);
        while (all.hasNext()) {
            String key = all.next();
            if (!key.startsWith(lane + END)) {
                break;
            }
            if (!key.equals(key(lane, current))) {
                keys.add(key);
            }
        }
        if (keys.size() >= MOST_EPOCHS) {
            epochs.remove(keys.get(0));
        }
    }

    @Override
    public CompletionStage<LaneContent> content(String lane) {
        return enqueue(
                () -> {
                    Map<String, Long> ofEpochs = new HashMap<>();
                    each(epochs, lane, (epoch, value) -> ofEpochs.put(epoch, stamp(value)));
                    Map<String, Kept> entities = new HashMap<>();
                    each(states, lane, (entity, value) -> entities.put(entity, kept(value)));
                    return new LaneContent(entities, ofEpochs);
                },
                false);
    }

    @Override
    public CompletionStage<List<Due>> due(long before, long again, int most) {
        return enqueue(
                () -> {
                    List<Due> found = new ArrayList<>();
                    Iterator<String> keys = due.keyIterator(null);
                    while (keys.hasNext() && found.size() < most) {
                        String[] parts = keys.next().split(String.valueOf(END), 3);
                        if (Long.parseLong(parts[0], 16) >= before) {
                            break;
                        }
                        String key = key(parts[1], parts[2]);
                        byte[] value = states.get(key);
                        if (value != null) {
                            found.add(new Due(parts[1], parts[2], kept(value)));
                        }
                    }
                    for (Due one : found) {
                        String key = key(one.lane(), one.entity());
                        Kept kept = one.kept();
                        put(key, states.get(key), value(kept.stamp(), again, kept.text()));
                    }
                    return found;
                },
                true);
    }

    private interface Entry {
        void take(String name, byte[] value);
    }

    private static void each(MVMap<String, byte[]> map, String lane, Entry entry) {
        String prefix = lane + END;
        var cursor = map.cursor(prefix);
        while (cursor.hasNext()) {
            String key = cursor.next();
            if (!key.startsWith(prefix)) {
                return;
            }
            entry.take(key.substring(prefix.length()), cursor.getValue());
        }
    }

    private static String key(String lane, String name) {
        return lane + END + name;
    }

    /** A time as text that sorts as it does. */
    private static String time(long millis) {
        return String.format(Locale.ROOT, "%016x", millis);
    }

    private static byte[] value(long stamp, long dueAt, byte[] text) {
        return ByteBuffer.allocate(HEAD + text.length)
                .putLong(stamp)
                .putLong(dueAt)
                .put(text)
                .array();
    }

    private static Kept kept(byte[] value) {
        return new Kept(stamp(value), Arrays.copyOfRange(value, HEAD, value.length));
    }

    private static long stamp(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    private static long dueAt(byte[] value) {
        return ByteBuffer.wrap(value).getLong(Long.BYTES);
    }

    private <T> CompletionStage<T> enqueue(Supplier<T> action, boolean writes) {
        Task<T> task = new Task<>(action, writes);
        if (closed) {
            task.done.completeExceptionally(new IllegalStateException("The file of states is closed"));
        } else {
            tasks.add(task);
        }
        return task.done;
    }

    private void work() {
        List<Task<?>> some = new ArrayList<>();
        try {
            while (!closed || !tasks.isEmpty()) {
                Task<?> first = tasks.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                some.add(first);
                tasks.drainTo(some);
                some.forEach(Task::run);
                write(some);
                some.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    private void write(List<Task<?>> some) {
        try {
            if (some.stream().anyMatch(task -> task.writes)) {
                store.commit();
                store.sync();
            }
            some.forEach(Task::confirm);
        } catch (MVStoreException e) {
            some.forEach(task -> task.done.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
