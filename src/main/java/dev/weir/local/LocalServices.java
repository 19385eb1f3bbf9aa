package dev.weir.local;

import dev.weir.local.control.LocalClock;
import dev.weir.local.control.LocalControl;
import dev.weir.local.emulators.EmulatorConfig;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.LocalEventHubs;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.local.webpubsub.LocalWebPubSub;
import dev.weir.local.webpubsub.WebPubSubSettings;
import java.util.Collection;

/**
 * The local services together: the brokers on the AMQP port, Web PubSub and {@code /local} on the HTTP port, one clock
 * for all. All methods may be called from any thread but the services' own.
 */
public final class LocalServices implements AutoCloseable {
    private final LocalClock clock;
    private final LocalAmqp amqp;
    private final LocalWebPubSub webPubSub;
    private final LocalControl control;

    private LocalServices(Builder builder, LocalAmqp amqp) {
        this.clock = builder.clock;
        this.amqp = amqp;
        this.webPubSub = new LocalWebPubSub(builder.webPubSub, clock);
        this.control = new LocalControl(
                new LocalControl.Subjects(
                        clock,
                        amqp.listener(),
                        amqp.serviceBus(),
                        amqp.eventHubs(),
                        webPubSub,
                        () -> connectionStrings().byName()),
                builder.webPubSub.host());
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The time that all of them go by. */
    public LocalClock clock() {
        return clock;
    }

    /** What the SDKs take. */
    public ConnectionStrings connectionStrings() {
        return new ConnectionStrings(amqp.connectionString(), amqp.connectionString(), webPubSub.connectionString());
    }

    /** The AMQP port, with its connection string and its faults. */
    public LocalAmqp amqp() {
        return amqp;
    }

    public LocalServiceBus serviceBus() {
        return amqp.serviceBus();
    }

    public LocalEventHubs eventHubs() {
        return amqp.eventHubs();
    }

    public LocalWebPubSub webPubSub() {
        return webPubSub;
    }

    private LocalServices start() {
        webPubSub.mount("local", control).start();
        clock.onAdvance(amqp::timeMoved);
        clock.onAdvance(webPubSub::timeMoved);
        return this;
    }

    @Override
    public void close() {
        control.close();
        try {
            webPubSub.close();
        } finally {
            amqp.close();
        }
    }

    /** What {@link LocalServices} are made of. */
    public static final class Builder {
        private final LocalAmqp.Builder amqp = LocalAmqp.builder();
        private WebPubSubSettings webPubSub = WebPubSubSettings.defaults();
        private LocalClock clock = new LocalClock();

        private Builder() {}

        /** The address to listen on; 127.0.0.1 by default. */
        public Builder host(String address) {
            amqp.host(address);
            webPubSub = webPubSub.withHost(address);
            return this;
        }

        /** The port of the brokers; 0, the default, takes a free one. */
        public Builder amqpPort(int number) {
            amqp.port(number);
            return this;
        }

        /** The port of Web PubSub and {@code /local}; 0, the default, takes a free one. */
        public Builder httpPort(int number) {
            webPubSub = webPubSub.withPort(number);
            return this;
        }

        /** The key of Web PubSub, 32 bytes or more; a well-known one by default. */
        public Builder accessKey(String key) {
            webPubSub = webPubSub.withAccessKey(key);
            return this;
        }

        /** The time that all services go by; by default one that goes with the system's. */
        public Builder clock(LocalClock time) {
            clock = time;
            return this;
        }

        public Builder queue(QueueSettings settings) {
            amqp.queue(settings);
            return this;
        }

        public Builder topic(TopicSettings settings) {
            amqp.topic(settings);
            return this;
        }

        public Builder hub(HubSettings settings) {
            amqp.hub(settings);
            return this;
        }

        /** All that a file of one of Microsoft's emulators describes, or several of them. */
        public Builder entities(EmulatorConfig config) {
            config.queues().forEach(amqp::queue);
            config.topics().forEach(amqp::topic);
            config.hubs().forEach(amqp::hub);
            return this;
        }

        public Builder queues(Collection<QueueSettings> settings) {
            settings.forEach(amqp::queue);
            return this;
        }

        /**
         * Starts all of them, or none.
         *
         * @throws RuntimeException when a port can't be had; the message names it in one line
         * @throws IllegalArgumentException when two entities have one name
         */
        public LocalServices start() {
            LocalAmqp started = amqp.clock(clock).start();
            try {
                return new LocalServices(this, started).start();
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
        }
    }
}
