package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpListener;
import dev.weir.local.amqp.ListenerSettings;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.PortUnavailableException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A local Azure Service Bus for one process's lifetime, without TLS and without secrets: the official SDKs connect with
 * its {@link #connectionString}. All methods may be called from any thread.
 */
public final class LocalServiceBus implements AutoCloseable {
    private final ListenerSettings settings;
    private final Loop loop;
    private final Namespace namespace;
    private final AmqpListener listener;

    private LocalServiceBus(Builder builder) {
        settings = new ListenerSettings(
                builder.host,
                builder.port,
                builder.maxMessageSize,
                ListenerSettings.DEFAULT_MAX_CONNECTIONS,
                ListenerSettings.DEFAULT_MAX_LINKS);
        loop = new Loop(builder.clock);
        namespace = new Namespace(loop);
        listener = new AmqpListener(settings, loop, List.of(namespace));
        try {
            builder.queues.forEach(namespace::add);
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts to listen.
     *
     * @throws PortUnavailableException when host and port cannot be bound; the bus is closed then
     */
    public LocalServiceBus start() {
        try {
            listener.start();
        } catch (PortUnavailableException e) {
            loop.close();
            throw e;
        }
        return this;
    }

    /** Ends every connection without farewell and forgets every message. */
    @Override
    public void close() {
        listener.close();
        loop.close();
    }

    /** Ends every connection without farewell, and goes on: what a broken network looks like. */
    public void dropConnections() {
        listener.dropConnections();
    }

    /** The port it listens on; only after {@link #start}. */
    public int port() {
        return listener.port();
    }

    /** What the SDKs' builders take, in the form of Microsoft's emulator; only after {@link #start}. */
    public String connectionString() {
        return "Endpoint=sb://" + settings.host() + ":" + port()
                + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE"
                + ";UseDevelopmentEmulator=true;";
    }

    /**
     * Adds a queue.
     *
     * @throws IllegalArgumentException when there is one of this name
     */
    public void createQueue(QueueSettings queue) {
        loop.call(() -> {
            namespace.add(queue);
            return queue;
        });
    }

    /**
     * What a queue holds now.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public QueueCounts counts(String queue) {
        return loop.call(() -> namespace.counts(queue));
    }

    /**
     * Returns messages whose locks have expired by the {@link Builder#clock}. Time alone does so too; this is for one
     * who has moved the clock.
     */
    public void expireLocks() {
        loop.call(() -> {
            namespace.expireDue();
            return namespace;
        });
    }

    /** What a {@link LocalServiceBus} is made of. */
    public static final class Builder {
        private final List<QueueSettings> queues = new ArrayList<>();
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

        public Builder queue(String name) {
            return queue(QueueSettings.of(name));
        }

        public Builder queue(QueueSettings settings) {
            queues.add(settings);
            return this;
        }

        public LocalServiceBus build() {
            return new LocalServiceBus(this);
        }

        /** {@link #build} and {@link LocalServiceBus#start}. */
        public LocalServiceBus start() {
            return build().start();
        }
    }
}
