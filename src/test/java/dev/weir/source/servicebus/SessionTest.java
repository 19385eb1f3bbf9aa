package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import dev.weir.event.Scope;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.TwoFindersOfALoss;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One session while its lock is held, and how that ends. */
class SessionTest {
    private static final Duration LOCK = Duration.ofMinutes(1);

    private final LocalAmqp broker = LocalAmqp.builder()
            .port(0)
            .queue(QueueSettings.of("jobs").withSessions().withLockDuration(LOCK))
            .start();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Rounds rounds = new Rounds(() -> 0);

    @AfterEach
    void stop() throws Exception {
        rounds.close();
        // First, since it may be one that does not answer.
        broker.close();
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void whoTakesItNextBeginsWhenTheSinkWasToldOfTheLossWhoeverFoundIt() throws Exception {
        try (ServiceBusReceiverAsyncClient receiver = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .receiver()
                .queueName("jobs")
                .buildAsyncClient()) {
            TwoFindersOfALoss.theSecondWaitsUntilTheSinkIsTold(
                    sink -> session(receiver, sink, Duration.ofSeconds(30))::lost);
        }
    }

    @Test
    void aRenewalThatGetsNoAnswerIsDueAgain() {
        ServiceBusReceiverAsyncClient receiver = accept();
        Session patient = session(receiver, delivery -> {}, Duration.ofHours(1));
        Session session = session(receiver, delivery -> {}, Duration.ofMillis(300));
        AtomicInteger ended = new AtomicInteger();
        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));

        patient.renew(() -> {});
        assertThat(patient.isRenewalDue(Long.MAX_VALUE / 2))
                .as("while it is under way")
                .isFalse();
        session.renew(ended::incrementAndGet);

        await().until(() -> ended.get() == 1);
        await().until(() -> session.isRenewalDue(System.nanoTime()));
    }

    @Test
    void aRenewedLockIsDueAgainWhenHalfOfItIsOver() {
        Session session = session(accept(), delivery -> {}, Duration.ofMinutes(1));
        AtomicInteger ended = new AtomicInteger();
        long before = System.nanoTime();

        session.renew(ended::incrementAndGet);
        await().until(() -> ended.get() == 1);

        assertThat(session.isRenewalDue(
                        before + LOCK.dividedBy(2).minusSeconds(1).toNanos()))
                .isFalse();
        assertThat(session.isRenewalDue(
                        System.nanoTime() + LOCK.dividedBy(2).plusSeconds(1).toNanos()))
                .isTrue();
    }

    private ServiceBusReceiverAsyncClient accept() {
        ServiceBusSessionReceiverAsyncClient sessions = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sessionReceiver()
                .queueName("jobs")
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient();
        open.push(sessions);
        ServiceBusReceiverAsyncClient receiver =
                sessions.acceptSession("a").blockOptional(Duration.ofMinutes(1)).orElseThrow();
        open.push(receiver);
        return receiver;
    }

    private Session session(ServiceBusReceiverAsyncClient receiver, DeliverySink sink, Duration longestAnswer) {
        return new Session(
                new Scope("ci", "", "a"),
                receiver,
                new Credit(1, 1, more -> {}),
                rounds,
                sink,
                longestAnswer,
                1,
                session -> {});
    }
}
