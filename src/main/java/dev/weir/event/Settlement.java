package dev.weir.event;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells the broker how a delivery ended. One of {@link #complete}, {@link #release} and {@link #deadLetter} is called, once;
 * only a dead letter that came to {@link Answer.Unavailable} is followed by another try or a release. Called on the core's
 * thread. None blocks, and none fails: what the broker answers is a value. A stage may complete on any thread, and does so
 * within the adapter's time-out.
 */
public interface Settlement {

    /** What the broker made of a call. */
    sealed interface Answer {
        /** The broker acknowledged it: settled, the delivery will not come again; renewed, its lock lasts longer. */
        Answer SETTLED = new Settled();
        /** The lock or the ownership is lost, or the answer is unknown: the broker may hand the message out again. */
        Answer LOST = new Lost();

        /** See {@link #SETTLED}. */
        record Settled() implements Answer {}

        /** See {@link #LOST}. */
        record Lost() implements Answer {}

        /**
         * Only of a dead letter, whose destination did not take it, and of a renewal that got no answer: the lock is held
         * still as far as anybody knows, and the same may be asked again.
         *
         * @param reason what failed and what to do, for readiness; never a secret
         */
        record Unavailable(String reason) implements Answer {}
    }

    /** The delivery is done with. */
    CompletionStage<Answer> complete();

    /** The delivery goes back, so that the broker hands it out again. {@link Answer#SETTLED} means that it went back. */
    CompletionStage<Answer> release();

    /** The delivery goes to where dead letters go, with its reason. */
    CompletionStage<Answer> deadLetter(DeadLetter deadLetter);

    /**
     * Until when the broker keeps the delivery for this bridge, by the broker's clock; {@link Instant#MAX} where no lock of
     * its own keeps it: a session's lock and a partition's ownership are their adapter's to keep, and their loss is told for
     * the whole scope. Where a settlement of such a delivery came to {@link Answer#LOST}, its adapter gives the session or
     * partition up, since nothing after it could be settled in order.
     */
    default Instant lockedUntil() {
        return Instant.MAX;
    }

    /**
     * Asks the broker to keep the delivery longer; {@link #lockedUntil} says how much longer once the stage has completed.
     * Never called where that is {@link Instant#MAX}, nor after a settlement; one may follow before the answer is there.
     */
    default CompletionStage<Answer> renew() {
        return CompletableFuture.completedFuture(Answer.LOST);
    }

    /**
     * The core holds the delivery no more, though nothing of it was settled or went back: its lock is lost. Its share of the
     * source's credit is free.
     */
    default void lost() {}

    /**
     * Says how many bytes of memory the core holds for the delivery from now on, in place of what it said before; the
     * source's credit is to count them until the delivery is settled or gone. Nothing that was decoded of it is held when
     * this is 0.
     */
    default void weighs(long bytes) {}
}
