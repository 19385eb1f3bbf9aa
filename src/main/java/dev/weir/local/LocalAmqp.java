package dev.weir.local;

import dev.weir.local.amqp.AmqpListener;
import dev.weir.local.amqp.ListenerSettings;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.PortUnavailableException;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.LocalEventHubs;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The services behind one AMQP port and on one thread, without TLS and without secrets: the official SDKs connect with
 * its {@link #connectionString}. All methods may be called from any thread.
 */
public final class LocalAmqp implements AutoCloseable {
    private final ListenerSettings settings;
    private final Loop loop;
    private final LocalServiceBus serviceBus;
    private final LocalEventHubs eventHubs;
    private final AmqpListener listener;

    private LocalAmqp(Builder builder) {
        settings = new ListenerSettings(
                builder.host,
                builder.port,
                builder.maxMessageSize,
                ListenerSettings.DEFAULT_MAX_CONNECTIONS,
                ListenerSettings.DEFAULT_MAX_LINKS);
        loop = new Loop(builder.clock);
        serviceBus = new LocalServiceBus(loop, this::isHub);
        eventHubs = new LocalEventHubs(loop, name -> serviceBus.find(name).isPresent());
        listener = new AmqpListener(settings, loop, List.of(serviceBus, eventHubs));
    }

    private boolean isHub(String name) {
        return eventHubs.find(name).isPresent();
    }

    public static Builder builder() {
        return new Builder();
    }

    private LocalAmqp start(List<QueueSettings> queues, List<TopicSettings> topics, List<HubSettings> hubs) {
        try {
            serviceBus.create(queues, topics);
            hubs.forEach(eventHubs::createHub);
            eventHubs.start();
            listener.start();
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
        return this;
    }

    public LocalServiceBus serviceBus() {
        return serviceBus;
    }

    public LocalEventHubs eventHubs() {
        return eventHubs;
    }

    /** The port it listens on. */
    public int port() {
        return listener.port();
    }

    /** What the SDKs' builders take, in the form of Microsoft's emulators. */
    public String connectionString() {
        return "Endpoint=sb://" + settings.host() + ":" + port()
                + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE"
                + ";UseDevelopmentEmulator=true;";
    }

    /** Has what fell due by the clock done, because that was moved. */
    public void timeMoved() {
        loop.timeMoved();
        serviceBus.timeMoved();
        eventHubs.trim();
    }

    /** The listener behind the port, with its faults. */
    public AmqpListener listener() {
        return listener;
    }

    /** Ends every connection without farewell, and goes on: what a broken network looks like. */
    public void dropConnections() {
        listener.dropConnections();
    }

    /** Ends every connection without farewell and forgets every message. */
    @Override
    public void close() {
        listener.close();
        loop.close();
    }

    /** What a {@link LocalAmqp} is made of. */
    public static final class Builder {
        private final List<QueueSettings> queues = new ArrayList<>();
        private final List<TopicSettings> topics = new ArrayList<>();
        private final List<HubSettings> hubs = new ArrayList<>();
        private String host = "127.0.0.1";
        private int port;
        private int maxMessageSize = ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** The address to bind; 127.0.0.1 by default. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** The port to bind; 0, the default, takes a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** The largest message or batch in bytes; 1 MiB and 64 KiB by default. */
        public Builder maxMessageSize(int bytes) {
            maxMessageSize = bytes;
            return this;
        }

        /** The time by which locks expire; the system's by default. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        public Builder queue(QueueSettings settings) {
            queues.add(settings);
            return this;
        }

        public Builder topic(TopicSettings settings) {
            topics.add(settings);
            return this;
        }

        /** A hub; its name must differ from every queue's, which share the port with it. */
        public Builder hub(HubSettings settings) {
            hubs.add(settings);
            return this;
        }

        /**
         * Builds it and starts to listen.
         *
         * @throws PortUnavailableException when host and port cannot be bound
         * @throws IllegalArgumentException when two entities have one name
         */
        public LocalAmqp start() {
            return new LocalAmqp(this).start(queues, topics, hubs);
        }
    }
}
