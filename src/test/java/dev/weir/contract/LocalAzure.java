package dev.weir.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The local services in this process, on free ports. */
final class LocalAzure implements AzureUnderTest {
    private @Nullable LocalServices services;

    @Override
    public String serviceBus() {
        return services().amqp().connectionString();
    }

    @Override
    public String eventHubs() {
        return Assumptions.abort("no Event Hubs yet");
    }

    @Override
    public String webPubSub() {
        return services().webPubSub().connectionString();
    }

    private synchronized LocalServices services() {
        if (services == null) {
            services = LocalServices.builder().queues(queues()).start();
        }
        return services;
    }

    private static List<QueueSettings> queues() {
        try (InputStream file = LocalAzure.class.getResourceAsStream("/contract/servicebus.json")) {
            List<QueueSettings> queues = new ArrayList<>();
            for (JsonNode queue :
                    new ObjectMapper().readTree(file).at("/UserConfig/Namespaces/0/Queues")) {
                queues.add(QueueSettings.of(queue.path("Name").asText())
                        .withMaxDeliveryCount(queue.at("/Properties/MaxDeliveryCount").asInt())
                        .withLockDuration(Duration.parse(
                                queue.at("/Properties/LockDuration").asText())));
            }
            return queues;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (services != null) {
            services.close();
        }
    }
}
