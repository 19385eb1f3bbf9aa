package dev.weir.local.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Hands on what a client sends after the latency that {@link AmqpFaults} asks for, in order. */
@SuppressWarnings("FutureReturnValueIgnored") // A closed channel drops what waits, which is all that could fail.
final class DelayedReads extends ChannelInboundHandlerAdapter {
    /** Beyond, the socket is read no further, so that the client feels it. */
    private static final int MAX_WAITING_BYTES = 4 << 20;

    private final AmqpFaults faults;
    private final ArrayDeque<Late> waiting = new ArrayDeque<>();
    private int waitingBytes;

    DelayedReads(AmqpFaults faults) {
        this.faults = faults;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        long latency = faults.latency().toNanos();
        if (latency == 0 && waiting.isEmpty()) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        waiting.add(new Late(bytes, System.nanoTime() + latency));
        waitingBytes += bytes.readableBytes();
        if (waitingBytes > MAX_WAITING_BYTES) {
            context.channel().config().setAutoRead(false);
        }
        if (waiting.size() == 1) {
            context.executor().schedule(() -> handOn(context), latency, TimeUnit.NANOSECONDS);
        }
    }

    private void handOn(ChannelHandlerContext context) {
        while (!waiting.isEmpty()) {
            long wait = waiting.element().due - System.nanoTime();
            if (wait > 0) {
                context.executor().schedule(() -> handOn(context), wait, TimeUnit.NANOSECONDS);
                return;
            }
            ByteBuf bytes = waiting.remove().bytes;
            waitingBytes -= bytes.readableBytes();
            context.fireChannelRead(bytes);
        }
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(late -> late.bytes.release());
        waiting.clear();
        context.fireChannelInactive();
    }

    private record Late(ByteBuf bytes, long due) {}
}
