package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.message.Coalescing;
import dev.weir.message.Envelope;
import dev.weir.message.Format;
import dev.weir.message.JsonWriter;
import dev.weir.message.Operation;
import dev.weir.message.Outgoing;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.message.Version.Relation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of what waits of an entity the update that goes out. It changes nothing: what does not fit a batch is made again. */
final class Composer {
    /** So much of a list is remembered, for snapshots. */
    private static final int LIST_ITEMS = 100;

    private static final int LIST_BYTES = 64 * 1024;

    private final LaneSettings settings;
    private final JsonWriter json = new JsonWriter();

    Composer(LaneSettings settings) {
        this.settings = settings;
    }

    /**
     * What goes out of a window first.
     *
     * @param rev the update's number
     * @param most how many items of a list it may have
     */
    Departure compose(EntityState entity, Window window, long rev, int most) {
        if (window.isRemoval()) {
            Pending removal = window.newest();
            return departure(
                    entity,
                    window,
                    window.items,
                    rev,
                    removal.version(),
                    Operation.REMOVE,
                    State.removed(removal.version(), removal.update().at(), rev),
                    false);
        }
        return switch (window.keep) {
            case LATEST -> latest(entity, window, rev);
            case MERGE -> merged(entity, window, rev);
            case ALL -> list(entity, window, rev, Math.min(most, window.items.size()));
        };
    }

    private Departure latest(EntityState entity, Window window, long rev) {
        Update update = window.newest().update();
        return whole(entity, window, rev, update.data(), update.coalescing().send() == Coalescing.Sending.DELTA);
    }

    private Departure merged(EntityState entity, Window window, long rev) {
        Optional<JsonNode> known = entity.merged();
        if (known.isEmpty()) {
            return ofUnknown(entity, window, rev);
        }
        JsonNode after = known.get();
        for (Pending item : window.items) {
            after = MergePatch.apply(after, item.update().data());
        }
        return whole(entity, window, rev, after, true);
    }

    /** Clients apply it to whatever they hold: as many updates as one patch can stand for. */
    private Departure ofUnknown(EntityState entity, Window window, long rev) {
        JsonNode patch = window.items.get(0).update().data();
        int taken = 1;
        while (taken < window.items.size()) {
            Optional<JsonNode> both =
                    MergePatch.compose(patch, window.items.get(taken).update().data());
            if (both.isEmpty()) {
                break;
            }
            patch = both.get();
            taken++;
        }
        List<Pending> items = window.items.subList(0, taken);
        return departure(
                entity, window, items, rev, highest(items), new Operation.Merge(0, json.bytes(patch)), null, false);
    }

    private Departure whole(EntityState entity, Window window, long rev, JsonNode data, boolean delta) {
        byte[] bytes = json.bytes(data);
        Optional<byte[]> before = delta
                        && entity.lane().key().format() == Format.WEIR
                        && entity.sinceKeyframe() < settings.keyframeEvery() - 1
                ? entity.base()
                : Optional.empty();
        Operation operation = before.isPresent()
                ? Delta.between(entity.baseRev(), before.get(), data, bytes)
                : new Operation.Set(bytes);
        Version version = highest(window.items);
        return departure(
                entity,
                window,
                window.items,
                rev,
                version,
                operation,
                State.value(version, window.newest().update().at(), rev, bytes),
                true);
    }

    private Departure list(EntityState entity, Window window, long rev, int count) {
        List<Pending> items = window.items.subList(0, count);
        List<Operation.Item> shown = new ArrayList<>(count);
        for (Pending item : items) {
            Update update = item.update();
            shown.add(new Operation.Item(update.version(), update.at(), json.bytes(update.data()), update.event()));
        }
        Version version = highest(items);
        State known = entity.state();
        if (known != null
                && known.kind() == State.Kind.LIST
                && version.relationTo(known.version()) == Version.Relation.OLDER) {
            version = known.version();
        }
        Instant at = items.get(count - 1).update().at();
        return departure(
                entity,
                window,
                items,
                rev,
                version,
                new Operation.Add(shown),
                State.list(version, at, rev, appended(entity.items(), shown)),
                false);
    }

    private List<byte[]> appended(List<byte[]> known, List<Operation.Item> more) {
        List<byte[]> items = new ArrayList<>(known);
        for (Operation.Item item : more) {
            items.add(Envelope.item(json, item));
        }
        long bytes = 0;
        int from = items.size();
        while (from > 0 && items.size() - from < LIST_ITEMS && bytes + items.get(from - 1).length <= LIST_BYTES) {
            bytes += items.get(--from).length;
        }
        return List.copyOf(items.subList(from, items.size()));
    }

    private static Version highest(List<Pending> items) {
        Version highest = items.get(0).version();
        for (Pending item : items) {
            Relation relation = item.version().relationTo(highest);
            if (relation == Relation.NEWER || relation == Relation.UNRELATED) {
                highest = item.version();
            }
        }
        return highest;
    }

    private static Departure departure(
            EntityState entity,
            Window window,
            List<Pending> items,
            long rev,
            Version version,
            Operation operation,
            @Nullable State after,
            boolean base) {
        Update newest = items.get(items.size() - 1).update();
        return new Departure(
                window,
                List.copyOf(items),
                new Outgoing(entity.entity(), rev, version, newest.at(), operation, newest.event()),
                after,
                base);
    }

    /** The state that merges start from where nothing was before. */
    static JsonNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
