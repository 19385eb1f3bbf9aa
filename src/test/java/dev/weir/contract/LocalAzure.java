package dev.weir.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The local services in this process, on free ports. */
final class LocalAzure implements AzureUnderTest {
    private @Nullable LocalServices services;

    @Override
    public String serviceBus() {
        return services().connectionStrings().serviceBus();
    }

    @Override
    public String eventHubs() {
        return services().connectionStrings().eventHubs();
    }

    @Override
    public String webPubSub() {
        return services().connectionStrings().webPubSub();
    }

    private synchronized LocalServices services() {
        if (services == null) {
            LocalServices.Builder builder = LocalServices.builder();
            for (JsonNode queue : read("servicebus.json").at("/UserConfig/Namespaces/0/Queues")) {
                builder.queue(QueueSettings.of(queue.path("Name").asText())
                        .withMaxDeliveryCount(queue.at("/Properties/MaxDeliveryCount").asInt())
                        .withLockDuration(Duration.parse(
                                queue.at("/Properties/LockDuration").asText())));
            }
            for (JsonNode hub : read("eventhubs.json").at("/UserConfig/NamespaceConfig/0/Entities")) {
                builder.hub(HubSettings.of(
                                hub.path("Name").asText(), hub.path("PartitionCount").asInt())
                        .withConsumerGroups("second"));
            }
            services = builder.start();
        }
        return services;
    }

    private static JsonNode read(String file) {
        try (InputStream stream = LocalAzure.class.getResourceAsStream("/contract/" + file)) {
            return new ObjectMapper().readTree(stream);
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
