package dev.weir.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.EntitySettings;
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
                builder.queue(queue(queue.path("Name").asText(), queue.path("Properties")));
            }
            for (JsonNode hub : read("eventhubs.json").at("/UserConfig/NamespaceConfig/0/Entities")) {
                builder.hub(HubSettings.of(
                                hub.path("Name").asText(),
                                hub.path("PartitionCount").asInt())
                        .withConsumerGroups("second"));
            }
            services = builder.start();
        }
        return services;
    }

    private static QueueSettings queue(String name, JsonNode properties) {
        QueueSettings queue = QueueSettings.of(name).with(settings -> {
            EntitySettings result = settings.withMaxDeliveryCount(
                            properties.path("MaxDeliveryCount").asInt())
                    .withLockDuration(
                            Duration.parse(properties.path("LockDuration").asText()))
                    .withDefaultTimeToLive(Duration.parse(
                            properties.path("DefaultMessageTimeToLive").asText()));
            result = properties.path("RequiresSession").asBoolean() ? result.withSessions() : result;
            result = properties.path("DeadLetteringOnMessageExpiration").asBoolean()
                    ? result.withDeadLetteringOnExpiration()
                    : result;
            result = properties.has("ForwardTo")
                    ? result.withForwardTo(properties.path("ForwardTo").asText())
                    : result;
            return properties.has("ForwardDeadLetteredMessagesTo")
                    ? result.withForwardDeadLettersTo(
                            properties.path("ForwardDeadLetteredMessagesTo").asText())
                    : result;
        });
        return properties.path("RequiresDuplicateDetection").asBoolean()
                ? queue.withDuplicateDetection(Duration.parse(
                        properties.path("DuplicateDetectionHistoryTimeWindow").asText()))
                : queue;
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
