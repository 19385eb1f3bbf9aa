package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import dev.weir.event.Scope;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.TwoFindersOfALoss;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One session while its lock is held, and how that ends. */
class SessionTest {
    private final LocalAmqp broker = LocalAmqp.builder()
            .port(0)
            .queue(QueueSettings.of("jobs").withSessions())
            .start();
    private final Rounds rounds = new Rounds(() -> 0);

    @AfterEach
    void stop() {
        rounds.close();
        broker.close();
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
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sender()
                .queueName("jobs")
                .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("0").setSessionId("a"));
        }
        ServiceBusSessionReceiverAsyncClient sessions = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sessionReceiver()
                .queueName("jobs")
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient();
        ServiceBusReceiverAsyncClient receiver = sessions.acceptSession("a").block(Duration.ofSeconds(30));
        assertThat(receiver).isNotNull();
        Session session = session(receiver, delivery -> {}, Duration.ofMillis(300));
        AtomicInteger ended = new AtomicInteger();
        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));

        session.renew(ended::incrementAndGet);
        assertThat(session.isRenewalDue(Long.MAX_VALUE / 2)).isFalse();

        await().until(() -> ended.get() == 1);
        await().until(() -> session.isRenewalDue(System.nanoTime()));
        broker.close();
        receiver.close();
        sessions.close();
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
