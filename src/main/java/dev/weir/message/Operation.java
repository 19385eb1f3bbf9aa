package dev.weir.message;

import dev.weir.event.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an update tells clients to do with an entity, as it goes out. Data is JSON in UTF-8, not to be changed. */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Operation {
    /** See {@link Remove}. */
    Operation REMOVE = new Remove();

    /** The entity's state is this. */
    record Set(byte[] data) implements Operation {}

    /**
     * The state is the base with a merge patch (RFC 7396) applied.
     *
     * @param base the {@code rev} of the state that the patch starts from; 0 for whatever the client holds
     */
    record Merge(long base, byte[] data) implements Operation {}

    /**
     * The state is the base with a JSON Patch (RFC 6902) applied.
     *
     * @param base the {@code rev} of the state that the patch starts from
     */
    record Patch(long base, byte[] data) implements Operation {}

    /** These come to the end of the entity's list, oldest first. */
    record Add(List<Item> items) implements Operation {
        public Add {
            items = List.copyOf(items);
        }
    }

    /** Clients forget the entity. */
    record Remove() implements Operation {}

    /**
     * One of a list's items.
     *
     * @param event what it was made of, where the lane's format shows it
     */
    record Item(
            Version version,
            Instant at,
            byte[] data,
            @Nullable Event event) {}
}
