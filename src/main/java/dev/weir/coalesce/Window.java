package dev.weir.coalesce;

import dev.weir.message.Change;
import dev.weir.message.Keep;
import dev.weir.message.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits of one entity, to go out together: the newest state alone, or several updates in order. Owned by the core's
 * thread.
 */
final class Window {
    final Keep keep;
    final List<Pending> items = new ArrayList<>(1);
    /** When it is to go out; set once it is clear. */
    long dueAt = Long.MAX_VALUE;
    /** What comes later queues behind it. */
    boolean sealed;

    boolean urgent;

    Window(Keep keep) {
        this.keep = keep;
    }

    /** Whether a later update may join it. */
    boolean takes(Update update) {
        return !sealed
                && keep == update.coalescing().keep()
                && !(keep == Keep.ALL && update.change() instanceof Change.Removal);
    }

    /** What is to go out of it last. */
    Pending newest() {
        return items.get(items.size() - 1);
    }

    boolean isRemoval() {
        return newest().isRemoval();
    }
}
