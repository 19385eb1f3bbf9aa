package dev.weir.source.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Checkpoints;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One ownership of a partition, and the next one. */
class ReadingTest {

    @Test
    void theNextOwnershipBeginsWhenTheSinkWasToldOfTheLossWhoeverFoundIt() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        Reading reading = reading(new DeliverySink() {
            @Override
            public void accept(Delivery delivery) {}

            @Override
            public void lost(Scope scope) {
                telling.countDown();
                try {
                    assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                told.incrementAndGet();
            }
        });
        Thread finder = new Thread(reading::lost);
        // As the next ownership does before it hands anything over.
        Thread next = new Thread(reading::lost);
        try {
            finder.start();
            assertThat(telling.await(30, TimeUnit.SECONDS)).isTrue();
            next.start();
            await().until(() -> next.getState() == Thread.State.BLOCKED);
        } finally {
            go.countDown();
        }

        finder.join(30_000);
        next.join(30_000);
        assertThat(next.isAlive()).isFalse();
        assertThat(told).hasValue(1);
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
