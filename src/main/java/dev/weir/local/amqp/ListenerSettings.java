package dev.weir.local.amqp;

import java.util.Objects;

/**
 * Where the listener listens, and what bounds it.
 *
 * @param host the address to bind; loopback unless someone wants to be reached from outside
 * @param port 0 takes a free one
 * @param maxMessageSize bytes of one message or batch, told to clients when they attach
 * @param maxConnections connections at a time; one more is closed at once
 * @param maxLinks links of one connection at a time; one more is refused
 */
public record ListenerSettings(String host, int port, int maxMessageSize, int maxConnections, int maxLinks) {
    /** 1 MiB of body, and room for what surrounds it. */
    public static final int DEFAULT_MAX_MESSAGE_SIZE = 1024 * 1024 + 64 * 1024;

    public static final int DEFAULT_MAX_CONNECTIONS = 512;
    public static final int DEFAULT_MAX_LINKS = 1024;

    public ListenerSettings {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, but was " + port);
        }
        if (maxMessageSize < 1024 || maxConnections < 1 || maxLinks < 1) {
            throw new IllegalArgumentException("limits must be positive and messages of 1024 bytes allowed, but were "
                    + maxMessageSize + " bytes, " + maxConnections + " connections, " + maxLinks + " links");
        }
    }
}
