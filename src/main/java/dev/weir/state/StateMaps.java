package dev.weir.state;

import static dev.weir.coalesce.StateStore.NEVER;

import dev.weir.coalesce.StateStore.Change;
import dev.weir.coalesce.StateStore.Due;
import dev.weir.coalesce.StateStore.Kept;
import dev.weir.coalesce.StateStore.LaneContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** The maps that states are in, as an MVStore has them. For one thread; what it changes is to be committed. */
final class StateMaps {
    private static final char END = '\u0000';
    private static final int MOST_EPOCHS = 16;
    private static final int HEAD = 2 * Long.BYTES;

    private final MVMap<String, byte[]> states;
    /** What is due, by when: the key begins with the time. */
    private final MVMap<String, byte[]> due;

    private final MVMap<String, byte[]> epochs;

    StateMaps(MVStore store) {
        this.states = map(store, "entities");
        this.due = map(store, "due");
        this.epochs = map(store, "epochs");
    }

    private static MVMap<String, byte[]> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    Optional<Kept> load(String lane, String entity) {
        return Optional.ofNullable(states.get(key(lane, entity))).map(StateMaps::kept);
    }

    Map<String, Optional<Kept>> change(String lane, String epoch, long seq, List<Change> changes) {
        Map<String, Optional<Kept>> refused = new HashMap<>();
        for (Change change : changes) {
            String key = key(lane, change.entity());
            byte[] current = states.get(key);
            if ((current == null ? 0 : stamp(current)) != change.expected()) {
                refused.put(change.entity(), Optional.ofNullable(current).map(StateMaps::kept));
            } else if (change.text().length == 0) {
                put(key, current, null);
            } else {
                put(key, current, value(change.stamp(), change.dueAt(), change.text()));
            }
        }
        if (!epoch.isEmpty()) {
            epochs.put(key(lane, epoch), value(seq, NEVER, new byte[0]));
            forgetEpochs(lane, epoch);
        } else if (isEmpty(lane)) {
            epochsOf(lane).forEach(epochs::remove);
        }
        return refused;
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

    private boolean isEmpty(String lane) {
        String first = states.ceilingKey(lane + END);
        return first == null || !first.startsWith(lane + END);
    }

    private List<String> epochsOf(String lane) {
        List<String> keys = new ArrayList<>();
        each(epochs, lane, (epoch, value) -> keys.add(key(lane, epoch)));
        return keys;
    }

    /** One process writes, so hardly more than its own epoch and that of the life before are of use to clients. */
    private void forgetEpochs(String lane, String current) {
        List<String> others = epochsOf(lane);
        others.remove(key(lane, current));
        if (others.size() >= MOST_EPOCHS) {
            epochs.remove(others.get(0));
        }
    }

    LaneContent content(String lane) {
        Map<String, Long> ofEpochs = new HashMap<>();
        each(epochs, lane, (epoch, value) -> ofEpochs.put(epoch, stamp(value)));
        Map<String, Kept> entities = new HashMap<>();
        each(states, lane, (entity, value) -> entities.put(entity, kept(value)));
        return new LaneContent(entities, ofEpochs);
    }

    List<Due> due(long before, long again, int most) {
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
}
