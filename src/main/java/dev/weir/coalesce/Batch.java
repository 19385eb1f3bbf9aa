package dev.weir.coalesce;

import java.util.List;

/**
 * What one publish carries: cut once, and the same bytes at every attempt.
 *
 * @param seq the lane's count of batches
 * @param body the envelope
 * @param entities the entities whose states are in flight in it; empty in a repeat of the tail
 */
record Batch(
        long seq, @SuppressWarnings("ArrayRecordComponent") byte[] body, List<EntityState> entities) {
    /** How much it carries, as its limit counts. */
    int size() {
        int size = 0;
        for (EntityState state : entities) {
            size += state.sizeInFlight();
        }
        return size;
    }

    Batch {
        entities = List.copyOf(entities);
    }

    @Override
    public String toString() {
        return "Batch[seq=" + seq + ", " + entities.size() + " updates, " + body.length + " bytes]";
    }
}
