package dev.weir.coalesce;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what was published last of each entity and lane beyond the bridge's life. Safe on any thread; nothing blocks the
 * caller. A stage completes on any thread, with a failure where the store did not answer in time.
 */
public interface StateStore extends AutoCloseable {
    /** When there is nothing to do about an entity. */
    long NEVER = Long.MAX_VALUE;

    /**
     * What is kept of an entity.
     *
     * @param stamp changes with it, and is not one of an earlier life of the entity
     * @param text the state, as {@link StoredState} writes it; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Kept(long stamp, byte[] text) {}

    /**
     * A change of an entity.
     *
     * @param expected the stamp that must be there; 0 where nothing must be
     * @param stamp what is there from now on, as {@link #next} gives it; 0 to forget the entity
     * @param text the state from now on; empty to forget the entity
     * @param dueAt when there is something to do about it, in milliseconds since 1970; {@link #NEVER} where nothing is
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Change(String entity, long expected, long stamp, byte[] text, long dueAt) {

        /** One that forgets an entity. */
        static Change toForget(String entity, long expected) {
            return new Change(entity, expected, 0, new byte[0], NEVER);
        }
    }

    /** An entity whose time has come. */
    record Due(String lane, String entity, Kept kept) {}

    /**
     * All that is kept of a lane.
     *
     * @param epochs the last {@code seq} of each epoch whose states are in it
     */
    record LaneContent(Map<String, Kept> entities, Map<String, Long> epochs) {}

    /**
     * The stamp that follows one. Each life of an entity begins with the clock, ahead of what earlier lives have counted to: a
     * change that is repeated or remembered from one of those finds another stamp than it expects.
     *
     * @param expected the stamp that is there; 0 where nothing is
     * @param wallMillis now, in milliseconds since 1970
     */
    static long next(long expected, long wallMillis) {
        return expected == 0 ? (wallMillis << 10) + 1 : expected + 1;
    }

    /** Whether other processes may write to it, too. */
    boolean isShared();

    /** What is kept of an entity of a lane. */
    CompletionStage<Optional<Kept>> load(String lane, String entity);

    /**
     * Makes changes, each on its own: where another stamp is there than expected, that change is not made. Where none of a batch
     * leave a lane without entities, its epochs are forgotten, too: lanes may come and go without end.
     *
     * @param epoch whose batch made them; empty where none did
     * @param seq the batch's number
     * @return what is there instead, of each entity whose change was not made
     */
    CompletionStage<Map<String, Optional<Kept>>> change(String lane, String epoch, long seq, List<Change> changes);

    /** All of a lane: its epochs as they were before its entities, or at the same time. */
    CompletionStage<LaneContent> content(String lane);

    /**
     * Entities that have been due for longest. Each is due again a while later, unless it is changed before: of several
     * replicas that ask, one gets it.
     *
     * @param before what was due before this time, in milliseconds since 1970
     * @param again when they are due again
     * @param most how many
     */
    CompletionStage<List<Due>> due(long before, long again, int most);

    @Override
    void close();
}
