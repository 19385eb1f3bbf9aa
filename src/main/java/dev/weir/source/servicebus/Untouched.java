package dev.weir.source.servicebus;

import dev.weir.event.DeadLetter;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Settles nothing, since nothing was taken: the broker is told of no end. */
final class Untouched implements Settlement {
    private final Credit.Hold hold;

    Untouched(Credit.Hold hold) {
        this.hold = hold;
    }

    @Override
    public CompletionStage<Answer> complete() {
        return done();
    }

    @Override
    public CompletionStage<Answer> release() {
        return done();
    }

    @Override
    public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
        return done();
    }

    @Override
    public void weighs(long bytes) {
        hold.weighs(bytes);
    }

    private CompletionStage<Answer> done() {
        hold.free();
        return CompletableFuture.completedFuture(Answer.SETTLED);
    }
}
