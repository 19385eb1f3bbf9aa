package dev.weir.local.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Engine;
import org.apache.qpid.protonj2.engine.EngineFactory;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.engine.impl.ProtonConstants;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: bytes between the channel and the protocol engine. Frames that are written in one pass of
 * the loop leave in one write.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, which is heard of.
final class Peer extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(Peer.class.getName());
    private static final int MAX_FRAME = 65536;
    private static final int WRITE_CHUNK = 256 * 1024;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    private final Channel channel;
    private final ListenerSettings settings;
    private final Loop loop;
    private final Router router;
    private final AmqpFaults faults;
    private final Engine engine = EngineFactory.PROTON.createEngine();
    private final DispositionRanges dispositions = new DispositionRanges();
    private final Set<SessionLinks> sessions = new LinkedHashSet<>();
    private @Nullable ByteBuf output;
    private @Nullable Future<?> openLimit;
    private boolean flushScheduled;
    private int links;

    Peer(Channel channel, ListenerSettings settings, Loop loop, Router router, AmqpFaults faults) {
        this.channel = channel;
        this.settings = settings;
        this.loop = loop;
        this.router = router;
        this.faults = faults;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // It formats every frame when someone turns TRACE on for everything, which costs more than all the rest.
        engine.pipeline().remove(ProtonConstants.FRAME_LOGGING_HANDLER);
        engine.pipeline().addFirst("disposition-ranges", dispositions);
        engine.saslDriver().server().setListener(new AnyoneMayEnter());
        engine.outputHandler(this::write);
        engine.errorHandler(failed -> fail(failed.failureCause()));
        Connection connection = engine.start();
        connection
                .setContainerId("weir-local")
                .setMaxFrameSize(MAX_FRAME)
                .setChannelMax(255)
                .setIdleTimeout(IDLE_TIMEOUT.toMillis())
                .openHandler(opened -> {
                    opened.open();
                    opened.tickAuto(loop.thread());
                })
                .closeHandler(closed -> {
                    closed.close();
                    closeAfterFlush();
                })
                .sessionOpenHandler(this::openSession)
                .transactionManagerOpenHandler(coordinator -> {
                    coordinator.setSource(coordinator.getRemoteSource());
                    coordinator.open();
                    coordinator.setCondition(
                            new AmqpError(AmqpError.NOT_IMPLEMENTED, "transactions are not supported here")
                                    .toErrorCondition());
                    coordinator.close();
                });
        openLimit = loop.scheduleInRealTime(
                () -> {
                    if (!connection.isRemotelyOpen()) {
                        channel.close();
                    }
                },
                OPEN_LIMIT);
    }

    private void openSession(Session session) {
        SessionLinks opened = new SessionLinks(this, session);
        sessions.add(opened);
        session.closeHandler(closed -> {
            closed.close();
            sessions.remove(opened);
            opened.closed();
        });
        session.open();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf input = (ByteBuf) message;
        try {
            if (engine.isWritable()) {
                // Copied once into an array of its own, which the engine then slices: a transfer's payload is no copy.
                byte[] bytes = new byte[input.readableBytes()];
                input.readBytes(bytes);
                engine.ingest(EncodedWriter.buffer(bytes, bytes.length));
            }
        } catch (RuntimeException e) {
            // The engine has called the error handler already, if it was able to.
            fail(e);
        } finally {
            input.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (openLimit != null) {
            openLimit.cancel(false);
        }
        engine.shutdown();
        List.copyOf(sessions).forEach(SessionLinks::closed);
        sessions.clear();
        if (output != null) {
            output.release();
            output = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            List.copyOf(sessions).forEach(SessionLinks::roomAgain);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "connection of " + channel.remoteAddress() + " broke: " + cause);
        channel.close();
    }

    private void write(ProtonBuffer frame, @Nullable Runnable written) {
        int length = frame.getReadableBytes();
        ByteBuf chunk = output;
        if (chunk != null && chunk.readableBytes() + length > WRITE_CHUNK) {
            channel.write(chunk, channel.voidPromise());
            chunk = null;
        }
        if (chunk == null) {
            chunk = channel.alloc().directBuffer(Math.max(16 * 1024, length), Integer.MAX_VALUE);
            output = chunk;
        }
        chunk.ensureWritable(length);
        int start = chunk.writerIndex();
        frame.readBytes(chunk.internalNioBuffer(start, length));
        chunk.writerIndex(start + length);
        frame.close();
        if (written != null) {
            written.run();
        }
        scheduleFlush();
    }

    /** Has what was written flushed at the end of this pass. */
    void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushScheduled = true; // What the dispositions write leaves with this flush.
        if (engine.isWritable()) {
            dispositions.flush();
        }
        flushScheduled = false;
        ByteBuf chunk = output;
        output = null;
        if (chunk != null) {
            channel.writeAndFlush(chunk, channel.voidPromise());
        }
    }

    /** Ends this connection, and only this one. */
    void fail(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "closing the connection of " + channel.remoteAddress() + ": " + cause);
        engine.engineFailed(cause);
        closeAfterFlush();
    }

    private void closeAfterFlush() {
        loop.execute(() -> {
            flush();
            channel.close();
        });
    }

    /** Whether the client keeps up with what is written to it. */
    boolean hasRoom() {
        return channel.isWritable() && engine.isWritable();
    }

    /** Takes one of the connection's links, to be returned in any case; false when there are too many. */
    boolean takeLink() {
        return ++links <= settings.maxLinks();
    }

    void returnLink() {
        links--;
    }

    boolean isLinkedTo(String entity) {
        return sessions.stream().anyMatch(session -> session.isLinkedTo(entity));
    }

    /** Ends links from this side; returns how many. */
    int detach(String entity, AmqpError error) {
        return List.copyOf(sessions).stream()
                .mapToInt(session -> session.detach(entity, error))
                .sum();
    }

    AmqpFaults faults() {
        return faults;
    }

    DispositionRanges dispositions() {
        return dispositions;
    }

    Router router() {
        return router;
    }

    Loop loop() {
        return loop;
    }

    int maxMessageSize() {
        return settings.maxMessageSize();
    }
}
