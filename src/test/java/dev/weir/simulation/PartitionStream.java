package dev.weir.simulation;

import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Checkpoints;
import dev.weir.source.Credit;
import dev.weir.source.OwnedPartition;
import dev.weir.source.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An Event Hubs partition with a checkpoint store that does not ask who owns it, as the real one does not. */
final class PartitionStream extends OwnedStream {
    private static final Duration SLOWEST = Duration.ofMillis(300);
    private static final double STORE_FAILS = 0.1;

    private final CheckpointSettings settings;
    private long checkpoint;

    PartitionStream(World world, Scope scope) {
        super(world, scope);
        settings = new CheckpointSettings(
                1 + world.random.nextInt(20),
                Duration.ofMillis(200 + world.random.nextInt(5000)),
                world.random.nextInt(30));
    }

    @Override
    Ownership own(Replica replica) {
        return new PartitionOwnership(replica);
    }

    private final class PartitionOwnership extends Ownership {
        private final OwnedPartition partition;

        PartitionOwnership(Replica replica) {
            super(replica, (int) checkpoint);
            partition =
                    new OwnedPartition(position -> ask(position.sequence()), this::deadLetter, settings, replica.loop);
        }

        private CompletionStage<Checkpoints.Answer> ask(long sequence) {
            if (knowsOfLoss()) {
                world.evidence.violation(
                        "hand-over: " + replica + " checkpoints " + scope + " at " + sequence + ", which it lost");
            }
            CompletableFuture<Checkpoints.Answer> answer = new CompletableFuture<>();
            boolean fails = world.weather.strikes(STORE_FAILS);
            world.loop.after(world.weather.upTo(SLOWEST), () -> {
                if (!fails) {
                    checkpoint = sequence;
                    log.subList(0, (int) sequence).forEach(message -> world.evidence.settling(message, false));
                }
                answer.complete(
                        fails ? new Checkpoints.Answer.Unavailable("no answer") : new Checkpoints.Answer.Stored());
            });
            return answer;
        }

        private CompletionStage<Settlement.Answer> deadLetter(DeadLetter why, RawMessage message) {
            if (world.weather.strikes(world.weather.deadLettersFail)) {
                return world.later(new Settlement.Answer.Unavailable("no room"));
            }
            world.evidence.deadLettered(log.get((int) why.origin().sequence() - 1));
            return world.later(Settlement.Answer.SETTLED);
        }

        @Override
        boolean isSkipped(Message message) {
            return false;
        }

        @Override
        Settlement settlement(Message message, Credit.Hold hold) {
            return partition.take(new Position(message.sequence, Long.toString(message.sequence)), message.raw, hold);
        }

        @Override
        void onLoss() {
            partition.lost();
        }

        @Override
        CompletionStage<Void> handOver() {
            return partition.handOver();
        }
    }
}
