package dev.weir.source.servicebus;

import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import dev.weir.source.DeadLetters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Of a message that the broker deleted when it handed it out: nothing can be told to it any more. */
final class DeletedSettlement implements Settlement {
    private final RawMessage message;
    private final Credit.Hold hold;
    private final DeadLetters deadLetters;

    DeletedSettlement(RawMessage message, Credit.Hold hold, DeadLetters deadLetters) {
        this.message = message;
        this.hold = hold;
        this.deadLetters = deadLetters;
    }

    @Override
    public CompletionStage<Answer> complete() {
        hold.free();
        return CompletableFuture.completedFuture(Answer.SETTLED);
    }

    /** It can't go back: it is lost. */
    @Override
    public CompletionStage<Answer> release() {
        hold.free();
        return CompletableFuture.completedFuture(Answer.LOST);
    }

    @Override
    public CompletionStage<Answer> deadLetter(DeadLetter why) {
        return deadLetters.write(why, message).thenApply(answer -> {
            if (answer instanceof Answer.Settled) {
                hold.free();
            }
            return answer;
        });
    }

    @Override
    public void weighs(long bytes) {
        hold.weighs(bytes);
    }
}
