package dev.weir.local.amqp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for AMQP 1.0 connections without TLS, and routes their links to services. All methods may be called from
 * any thread but the loop's own.
 */
public final class AmqpListener implements AutoCloseable {
    // A slow reader must not make the listener hold a whole backlog of encoded frames.
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final ListenerSettings settings;
    private final Loop loop;
    private final Router router;
    private final AmqpFaults faults;
    private final ChannelGroup connections;
    private volatile @Nullable Channel server;

    public AmqpListener(ListenerSettings settings, Loop loop, List<Service> services) {
        OutcomeDecoder.register();
        this.settings = settings;
        this.loop = loop;
        this.router = new Router(services);
        this.faults = new AmqpFaults(loop.clock());
        this.connections = new DefaultChannelGroup(loop.thread());
    }

    /**
     * Binds the address.
     *
     * @throws PortUnavailableException when the address cannot be bound
     */
    public void start() {
        if (server != null) {
            throw new IllegalStateException("the listener is started already");
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    @SuppressWarnings("FutureReturnValueIgnored") // Nothing is left to do for a refused connection.
                    protected void initChannel(SocketChannel channel) {
                        if (connections.size() >= settings.maxConnections()) {
                            channel.close();
                            return;
                        }
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new DelayedReads(faults))
                                .addLast(new Peer(channel, settings, loop, router, faults));
                    }
                });
        ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new PortUnavailableException(settings.host(), settings.port(), bound.cause());
        }
        server = bound.channel();
    }

    /** The port it listens on. */
    public int port() {
        Channel channel = server;
        if (channel == null) {
            throw new IllegalStateException("the listener is not started");
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Closes the port and every connection, without farewell, as a broker that dies would. */
    @Override
    public void close() {
        Channel channel = server;
        if (channel != null) {
            channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** What goes wrong, settable at any time. */
    public AmqpFaults faults() {
        return faults;
    }

    /** How many connections there are. */
    public int connectionCount() {
        return connections.size();
    }

    /** Closes every connection without farewell and goes on listening, as a network does that breaks for a moment. */
    public int dropConnections() {
        int count = connections.size();
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        return count;
    }

    /**
     * Closes the connections that have a link of an entity, or of what is below it, without farewell.
     *
     * @param entity its path in any case
     * @return how many there were
     */
    public int dropConnections(String entity) {
        String path = entity.toLowerCase(Locale.ROOT);
        return loop.call(() -> {
            List<Channel> linked = connections.stream()
                    .filter(channel -> {
                        Peer peer = channel.pipeline().get(Peer.class);
                        return peer != null && peer.isLinkedTo(path);
                    })
                    .toList();
            linked.forEach(Channel::close);
            return linked.size();
        });
    }

    /**
     * Ends links for messages from the service's side; those for requests stay.
     *
     * @param entity the path in any case of the entity whose links are meant, with those of what is below it; empty for
     *     all
     * @return how many there were
     */
    public int detachLinks(String entity, AmqpError error) {
        String path = entity.toLowerCase(Locale.ROOT);
        return loop.call(() -> connections.stream()
                .map(channel -> channel.pipeline().get(Peer.class))
                .filter(Objects::nonNull)
                .mapToInt(peer -> peer.detach(path, error))
                .sum());
    }
}
