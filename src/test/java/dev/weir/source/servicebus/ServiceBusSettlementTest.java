package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.event.Settlement;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.source.Credit;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a settlement waits for a broker that says nothing. */
class ServiceBusSettlementTest {
    private final Queue<ServiceBusReceivedMessage> received = new ConcurrentLinkedQueue<>();
    private final Credit credit = new Credit(10, 1 << 20, more -> {});
    private final LocalAmqp broker =
            LocalAmqp.builder().port(0).queue(QueueSettings.of("jobs")).start();
    /** Its tries take a minute each, as the SDK has it. */
    private final ServiceBusReceiverAsyncClient client = new ServiceBusClientBuilder()
            .connectionString(broker.connectionString())
            .receiver()
            .queueName("jobs")
            .disableAutoComplete()
            .maxAutoLockRenewDuration(Duration.ZERO)
            .buildAsyncClient();

    @BeforeEach
    void receiveOneAndFallSilent() {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sender()
                .queueName("jobs")
                .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("0"));
        }
        client.receiveMessages().subscribe(received::add);
        await().atMost(Duration.ofSeconds(60)).until(() -> received.size() == 1);
        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() {
        broker.close();
        client.close();
    }

    @Test
    void whatGetsNoAnswerInTimeIsLostAndItsCreditFree() {
        ServiceBusSettlement settlement = settlement();

        assertThat(answer(settlement.complete())).isEqualTo(Settlement.Answer.LOST);

        await().until(() -> credit.heldBytes() == 0);
    }

    @Test
    void aRenewalThatGetsNoAnswerInTimeMayBeAskedAgain() {
        assertThat(answer(settlement().renew())).isInstanceOf(Settlement.Answer.Unavailable.class);

        assertThat(credit.heldBytes()).isPositive();
    }

    private ServiceBusSettlement settlement() {
        return ServiceBusSettlement.withLock(client, received.remove(), credit.took(100), Duration.ofMillis(300));
    }

    private static Settlement.Answer answer(CompletionStage<Settlement.Answer> stage) {
        // Sooner than the broker speaks again.
        return stage.toCompletableFuture().orTimeout(45, TimeUnit.SECONDS).join();
    }
}
