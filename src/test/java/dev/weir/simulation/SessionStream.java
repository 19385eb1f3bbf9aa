package dev.weir.simulation;

import dev.weir.event.DeadLetter;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A Service Bus session: settled one by one, and only by whoever has its lock. */
final class SessionStream extends OwnedStream {
    private static final Duration SLOWEST = Duration.ofMillis(200);

    SessionStream(World world, Scope scope) {
        super(world, scope);
    }

    @Override
    Ownership own(Replica replica) {
        return new SessionOwnership(replica);
    }

    private final class SessionOwnership extends Ownership {

        SessionOwnership(Replica replica) {
            super(replica, 0);
        }

        @Override
        boolean isSkipped(Message message) {
            return message.settled;
        }

        @Override
        Settlement settlement(Message message, Credit.Hold hold) {
            return new InSession(message, hold);
        }

        @Override
        void onLoss() {}

        @Override
        CompletionStage<Void> handOver() {
            return CompletableFuture.completedFuture(null);
        }

        private final class InSession implements Settlement {
            private final Message message;
            private final Credit.Hold hold;

            InSession(Message message, Credit.Hold hold) {
                this.message = message;
                this.hold = hold;
            }

            @Override
            public CompletionStage<Answer> complete() {
                return ask(() -> world.evidence.settling(message, true));
            }

            @Override
            public CompletionStage<Answer> release() {
                hold.free();
                return world.later(Answer.SETTLED);
            }

            @Override
            public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
                if (world.weather.strikes(world.weather.deadLettersFail)) {
                    return world.later(new Answer.Unavailable("no room"));
                }
                return ask(() -> world.evidence.deadLettered(message));
            }

            @Override
            public void weighs(long bytes) {
                hold.weighs(bytes);
            }

            private CompletionStage<Answer> ask(Runnable effect) {
                boolean arrives = !world.weather.strikes(world.weather.settlementsLost);
                CompletableFuture<Answer> answer = new CompletableFuture<>();
                world.loop.after(world.weather.upTo(SLOWEST), () -> {
                    boolean valid = arrives && isCurrent(SessionOwnership.this);
                    if (valid) {
                        effect.run();
                    }
                    hold.free();
                    answer.complete(valid ? Answer.SETTLED : Answer.LOST);
                    if (!valid) {
                        giveUp(SessionOwnership.this);
                    }
                });
                return answer;
            }
        }
    }
}
