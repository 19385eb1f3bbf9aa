package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the sessions of a subscription to a client's socket, through SIGKILL and between replicas. */
class SessionsIT {
    private static final int SESSIONS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void everyEntityEndsInItsLastStateWhicheverReplicaHasItsSession() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Project.write(folder);
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION.replace(
                        "type: service-bus-queue\n      queue: things",
                        "type: service-bus-subscription\n      topic: things\n      subscription: weir\n"
                                + "      sessions: {max: 40, idle: 1s, turn: 2s}"));
        try (LocalServices services = services();
                Feed feed = new Feed(services.connectionStrings().serviceBus(), seed);
                UpdatesClient client =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme")) {
            try (BridgeProcess first = start(services);
                    BridgeProcess second = start(services)) {
                first.awaitReady();
                second.awaitReady();
                await("seed " + seed).atMost(PATIENCE).until(() -> {
                    feed.send(20);
                    return first.metric("weir_events_received_total", "") > 20
                            && second.metric("weir_events_received_total", "") > 20;
                });
                feed.send(200);
                first.kill();
                feed.send(200);

                await("seed " + seed)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last));
                assertThat(client.regressions()).as("seed %d", seed).isEmpty();
                second.interrupt();
                second.awaitExit(PATIENCE);
            }
        }
    }

    private BridgeProcess start(LocalServices services) throws Exception {
        return BridgeProcess.between(services, folder, List.of(), "run");
    }

    private static LocalServices services() {
        LocalServices services = LocalServices.builder().start();
        services.serviceBus()
                .createTopic(TopicSettings.of(
                        "things",
                        SubscriptionSettings.of("weir")
                                .with(entity -> entity.withSessions()
                                        .withLockDuration(Duration.ofSeconds(10))
                                        .withMaxDeliveryCount(1_000))));
        return services;
    }

    /** Sends events of as many entities as there are sessions, each in its own, with a counter that only rises. */
    private static final class Feed implements AutoCloseable {
        private final ServiceBusSenderClient sender;
        private final Random random;
        final Map<String, Long> last = new HashMap<>();

        Feed(String connectionString, long seed) {
            this.sender = new ServiceBusClientBuilder()
                    .connectionString(connectionString)
                    .sender()
                    .topicName("things")
                    .buildClient();
            this.random = new Random(seed);
        }

        void send(int events) {
            List<ServiceBusMessage> messages = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                String entity = "e" + random.nextInt(SESSIONS);
                long n = last.merge("thing/" + entity, 1L, Long::sum);
                messages.add(new ServiceBusMessage("{\"tenant\":\"acme\",\"id\":\"" + entity + "\",\"n\":" + n + "}")
                        .setSubject("thing.changed")
                        .setSessionId(entity));
            }
            sender.sendMessages(messages);
        }

        @Override
        public void close() {
            sender.close();
        }
    }
}
