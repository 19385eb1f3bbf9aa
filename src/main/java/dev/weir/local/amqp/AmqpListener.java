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
    private final ChannelGroup connections;
    private volatile @Nullable Channel server;

    public AmqpListener(ListenerSettings settings, Loop loop, List<Service> services) {
        this.settings = settings;
        this.loop = loop;
        this.router = new Router(services);
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
                        channel.pipeline().addLast(new Peer(channel, settings, loop, router));
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

    /** Closes every connection and goes on listening: a network that breaks for a moment. */
    public void dropConnections() {
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
