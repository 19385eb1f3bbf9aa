package dev.weir.source.eventhubs;

import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Checkpoints;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.TwoFindersOfALoss;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One ownership of a partition, and the next one. */
class ReadingTest {

    @Test
    void theNextOwnershipBeginsWhenTheSinkWasToldOfTheLossWhoeverFoundIt() throws Exception {
        TwoFindersOfALoss.theSecondWaitsUntilTheSinkIsTold(sink -> reading(sink)::lost);
    }

    private static Reading reading(DeliverySink sink) {
        return new Reading(
                "0",
                new Scope("fleet", "", "0"),
                new Credit(1, 1, more -> {}),
                new Turnstile(),
                sink,
                (why, message) -> CompletableFuture.completedFuture(Settlement.Answer.SETTLED),
                position -> CompletableFuture.completedFuture(new Checkpoints.Answer.Stored()),
                new CheckpointSettings(1, Duration.ofSeconds(1), 1),
                new VirtualLoop());
    }
}
