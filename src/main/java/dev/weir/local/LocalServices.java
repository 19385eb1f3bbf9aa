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
    private final LocalAmqp amqp;
    private final LocalWebPubSub webPubSub;

    private LocalServices(LocalAmqp amqp, LocalWebPubSub webPubSub) {
        this.amqp = amqp;
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
        LocalAmqp.Builder builder = LocalAmqp.builder().host(host).port(amqpPort);
        queues.forEach(builder::queue);
        LocalAmqp amqp = builder.start();
        try {
            LocalWebPubSub webPubSub = new LocalWebPubSub(WebPubSubSettings.defaults()
                            .withHost(host)
                            .withPort(httpPort)
                            .withOtherConnectionStrings(() -> Map.of("serviceBus", amqp.connectionString())))
                    .start();
            return new LocalServices(amqp, webPubSub);
        } catch (RuntimeException e) {
            amqp.close();
            throw e;
        }
    }

    /** The AMQP port, with its connection string and its faults. */
    public LocalAmqp amqp() {
        return amqp;
    }

    public LocalServiceBus serviceBus() {
        return amqp.serviceBus();
    }

    public LocalWebPubSub webPubSub() {
        return webPubSub;
    }

    @Override
    public void close() {
        webPubSub.close();
        amqp.close();
    }
}
