package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The processors of the SDK, which receive, settle and renew by themselves. */
@Contract
@ResourceLock("processed")
abstract class ProcessorsContract {
    private static final int MESSAGES = 40;

    @RegisterExtension
    private final BusClients bus = new BusClients("processed");

    @Test
    void aProcessorTakesEveryMessageOnceAndCompletesIt() {
        // Given
        String[] bodies = IntStream.range(0, MESSAGES).mapToObj(n -> "m" + n).toArray(String[]::new);
        bus.send("processed", bodies);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

        // When
        ServiceBusProcessorClient processor = bus.closing(bus.clients()
                .processor()
                .queueName("processed")
                .maxConcurrentCalls(8)
                .processMessage(context -> seen.add(body(context.getMessage())))
                .processError(context -> errors.add(context.getException()))
                .buildProcessorClient());
        processor.start();

        // Then
        await().atMost(BusClients.PATIENCE).until(() -> seen.size() >= MESSAGES);
        await().atMost(BusClients.PATIENCE)
                .until(() -> Received.peek(bus.receiver("processed")).isEmpty());
        processor.stop();
        assertThat(seen).containsExactlyInAnyOrder(bodies);
        assertThat(errors).isEmpty();
    }

    @Test
    void aMessageWhoseHandlerFailsComesAgain() {
        // Given
        bus.send("processed", "shaky");
        List<ServiceBusReceivedMessage> seen = new CopyOnWriteArrayList<>();

        // When
        ServiceBusProcessorClient processor = bus.closing(bus.clients()
                .processor()
                .queueName("processed")
                .processMessage(context -> {
                    seen.add(context.getMessage());
                    if (context.getMessage().getDeliveryCount() == 0) {
                        throw new IllegalStateException("the handler fails at first, as the test wants it");
                    }
                })
                .processError(context -> {})
                .buildProcessorClient());
        processor.start();

        // Then
        await().atMost(BusClients.PATIENCE).until(() -> seen.size() == 2);
        processor.stop();
        assertThat(seen).extracting(ServiceBusReceivedMessage::getDeliveryCount).containsExactly(0L, 1L);
    }

    @Test
    void aSessionProcessorKeepsEachSessionsOrder() {
        // Given
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        for (int n = 0; n < 10; n++) {
            bus.send(
                    "processed-sessions",
                    new ServiceBusMessage("m" + n).setSessionId(first),
                    new ServiceBusMessage("m" + n).setSessionId(second));
        }
        Map<String, List<String>> seen = new ConcurrentHashMap<>();

        // When
        ServiceBusProcessorClient processor = bus.closing(bus.clients()
                .sessionProcessor()
                .queueName("processed-sessions")
                .maxConcurrentSessions(2)
                .processMessage(context -> seen.computeIfAbsent(
                                context.getMessage().getSessionId(), id -> new CopyOnWriteArrayList<>())
                        .add(body(context.getMessage())))
                .processError(context -> {})
                .buildProcessorClient());
        processor.start();

        // Then
        List<String> inOrder = IntStream.range(0, 10).mapToObj(n -> "m" + n).toList();
        await().atMost(BusClients.PATIENCE)
                .until(() -> seen.keySet().containsAll(Set.of(first, second))
                        && seen.get(first).size() >= 10
                        && seen.get(second).size() >= 10);
        processor.stop();
        assertThat(seen).containsEntry(first, inOrder).containsEntry(second, inOrder);
    }
}
