package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.event.Delivery;
import dev.weir.local.LocalAmqp;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.source.servicebus.ServiceBusSettings.Sessions;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that looks, over real sockets. */
class ServiceBusPeekSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
    private LocalAmqp broker;
    private ServiceBusPeekSource source;

    @BeforeEach
    void start() {
        broker = LocalAmqp.builder()
                .port(0)
                .queue(QueueSettings.of("plain"))
                .queue(QueueSettings.of("jobs").withSessions())
                .start();
    }

    @AfterEach
    void stop() {
        source.close();
        broker.close();
    }

    @Test
    void seesWhatWaitsAndWhatComesAndTakesNothing() {
        send("plain", "", 30);
        source = start(settings("plain").withCredit(10, 1 << 20));

        await().atMost(PATIENCE).until(() -> seen.size() == 10);
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> seen.size() == 10);
        for (int taken = 0; taken < 40; taken++) {
            await().atMost(PATIENCE).until(() -> !seen.isEmpty());
            Delivery next = seen.remove();
            assertThat(next.origin().sequence()).isEqualTo(taken + 1);
            next.settlement().complete();
            if (taken == 15) {
                send("plain", "", 10);
            }
        }

        assertThat(broker.serviceBus().counts("plain")).isEqualTo(new QueueCounts(40, 0, 0));
        assertThat(broker.serviceBus().peek("plain", 1, 1)).hasSize(1);
    }

    @Test
    void seesSessionsAsTheirOwnScopes() {
        send("jobs", "a", 2);
        send("jobs", "b", 1);

        source = start(settings("jobs").withSessions(new Sessions(10, Duration.ofMinutes(1), Duration.ofMinutes(1))));

        await().atMost(PATIENCE).until(() -> seen.size() == 3);
        assertThat(seen)
                .extracting(delivery -> delivery.origin().scope().text())
                .containsExactly("ci/a", "ci/a", "ci/b");
        assertThat(broker.serviceBus().counts("jobs").active()).isEqualTo(3);
    }

    @Test
    void saysWhichQueueIsMissing() {
        source = start(settings("absent"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.state().reason())
                        .isEqualTo("source 'ci': there is no queue 'absent' in the namespace; create it or mend"
                                + " 'queue'"));
    }

    private ServiceBusPeekSource start(ServiceBusSettings settings) {
        ServiceBusPeekSource started = new ServiceBusPeekSource(settings, seen::add);
        started.start();
        return started;
    }

    private ServiceBusSettings settings(String queue) {
        return ServiceBusSettings.of(
                "ci",
                new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP),
                new ServiceBusEntity.Queue(queue));
    }

    private void send(String queue, String session, int count) {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sender()
                .queueName(queue)
                .buildClient()) {
            for (int i = 0; i < count; i++) {
                ServiceBusMessage message = new ServiceBusMessage("{}");
                sender.sendMessage(session.isEmpty() ? message : message.setSessionId(session));
            }
        }
    }
}
