package dev.weir.source;

import java.util.concurrent.CompletionStage;

/**
 * Where one ownership of a partition keeps how far it has come. Asked for one checkpoint at a time, each further than the
 * one before, and never after the ownership was lost.
 */
@FunctionalInterface
public interface Checkpoints {

    /** What became of a checkpoint. */
    sealed interface Answer {
        /** It is stored. */
        record Stored() implements Answer {}

        /** Somebody else owns the partition; the adapter tells the sink, too. */
        record NotOwner() implements Answer {}

        /**
         * The store did not take it, or gave no answer: it is tried again, with a later position if there is one.
         *
         * @param reason what failed and what to do, for readiness; never a secret
         */
        record Unavailable(String reason) implements Answer {}
    }

    /**
     * Stores that this event and all before it are done with. Never blocks nor fails; the stage may complete on any thread,
     * and does so within the store's time-out.
     */
    CompletionStage<Answer> store(Position position);
}
