package dev.weir.event;

import java.util.concurrent.CompletionStage;

/**
 * Tells the broker how a delivery ended. Exactly one method is called, once; none blocks, and none fails: what the broker
 * answers is a value. The stage may complete on any thread.
 */
public interface Settlement {

    /** What the broker made of a settlement. */
    enum Answer {
        /** The broker acknowledged it: the delivery will not come again. */
        SETTLED,
        /** The lock is lost or the answer is unknown: the broker may hand the message out again. */
        LOST
    }

    /** The delivery is done with. */
    CompletionStage<Answer> complete();

    /** The delivery goes back, so that the broker hands it out again. {@link Answer#SETTLED} means that it went back. */
    CompletionStage<Answer> release();

    /** The delivery goes to the dead-letter queue, with its reason. */
    CompletionStage<Answer> deadLetter(DeadLetter deadLetter);
}
