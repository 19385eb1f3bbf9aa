package dev.weir.coalesce;

import dev.weir.message.Version;
import java.time.Instant;
import java.util.List;

/**
 * What was published last of an entity, as snapshots show it.
 *
 * @param kind what it is
 * @param version its place in the entity's order
 * @param at when the broker took the event
 * @param rev the update that made it, in the lane's epoch; 0 where that was in an earlier life
 * @param data of a {@link Kind#VALUE}: JSON in UTF-8; else empty
 * @param items of a {@link Kind#LIST}: its newest items, each as the wire has it, oldest first; else none
 */
@SuppressWarnings("ArrayRecordComponent")
public record State(Kind kind, Version version, Instant at, long rev, byte[] data, List<byte[]> items) {
    private static final byte[] NOTHING = {};

    /** What an entity is. */
    public enum Kind {
        VALUE,
        LIST,
        REMOVED
    }

    static State value(Version version, Instant at, long rev, byte[] data) {
        return new State(Kind.VALUE, version, at, rev, data, List.of());
    }

    static State removed(Version version, Instant at, long rev) {
        return new State(Kind.REMOVED, version, at, rev, NOTHING, List.of());
    }

    static State list(Version version, Instant at, long rev, List<byte[]> items) {
        return new State(Kind.LIST, version, at, rev, NOTHING, items);
    }

    boolean isRemoved() {
        return kind == Kind.REMOVED;
    }

    /** What its content takes in memory. */
    long bytes() {
        long sum = data.length;
        for (byte[] item : items) {
            sum += item.length;
        }
        return sum;
    }
}
