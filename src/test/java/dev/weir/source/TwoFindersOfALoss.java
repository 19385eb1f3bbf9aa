package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Two threads find that an ownership is lost; the second is that which the next ownership begins on. */
public final class TwoFindersOfALoss {
    private TwoFindersOfALoss() {}

    /**
     * Sees that the second goes on once the sink has been told, though the first tells it, and that it is told once.
     *
     * @param losing what finds the loss, made with the sink
     */
    public static void theSecondWaitsUntilTheSinkIsTold(Function<DeliverySink, Runnable> losing) throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        Runnable lost = losing.apply(new DeliverySink() {
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
        Thread finder = new Thread(lost);
        Thread next = new Thread(lost);
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
}
