package dev.weir.coalesce;

import dev.weir.message.Keep;
import dev.weir.message.Outgoing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of one entity is on its way, or would be next.
 *
 * @param window what it was taken out of
 * @param items the updates that are in it, oldest first
 * @param outgoing as the batch carries it
 * @param after what the entity is once the service has accepted it; {@code null} where only clients know
 * @param base whether clients then have a state of this update's {@code rev} that a delta can start from
 */
record Departure(
        Window window,
        List<Pending> items,
        Outgoing outgoing,
        @Nullable State after,
        boolean base) {

    /** What it counts as in a batch: a list's items could go out one by one. */
    int size() {
        return window.keep == Keep.ALL ? items.size() : 1;
    }
}
