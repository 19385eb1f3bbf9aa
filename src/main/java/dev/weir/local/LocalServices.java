package dev.weir.local;

import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.LocalWebPubSub;
import dev.weir.local.webpubsub.WebPubSubSettings;
import java.util.List;
import java.util.Map;

/**
 * The local services together: Service Bus on the AMQP port, Web PubSub and {@code /local} on the HTTP port. All methods may
 * be called from any thread.
 */
public final class LocalServices implements AutoCloseable {
    private final LocalServiceBus serviceBus;
    private final LocalWebPubSub webPubSub;

    private LocalServices(LocalServiceBus serviceBus, LocalWebPubSub webPubSub) {
        this.serviceBus = serviceBus;
        this.webPubSub = webPubSub;
    }

    /**
     * Starts all of them, or none.
     *
     * @param host the address to listen on; loopback unless others shall reach them
     * @param amqpPort 0 takes a free one
     * @param httpPort 0 takes a free one
     * @throws RuntimeException when a port can't be had; the message names it in one line
     */
    public static LocalServices start(String host, int amqpPort, int httpPort, List<QueueSettings> queues) {
        LocalServiceBus.Builder builder = LocalServiceBus.builder().host(host).port(amqpPort);
        queues.forEach(builder::queue);
        LocalServiceBus serviceBus = builder.start();
        try {
            LocalWebPubSub webPubSub = new LocalWebPubSub(WebPubSubSettings.defaults()
                            .withHost(host)
                            .withPort(httpPort)
                            .withOtherConnectionStrings(() -> Map.of("serviceBus", serviceBus.connectionString())))
                    .start();
            return new LocalServices(serviceBus, webPubSub);
        } catch (RuntimeException e) {
            serviceBus.close();
            throw e;
        }
    }

    public LocalServiceBus serviceBus() {
        return serviceBus;
    }

    public LocalWebPubSub webPubSub() {
        return webPubSub;
    }

    @Override
    public void close() {
        webPubSub.close();
        serviceBus.close();
    }
}
