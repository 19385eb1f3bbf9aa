package dev.weir.local.webpubsub;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Hands what requests carry over on the heap. Vert.x drops what it won't look at, such as what comes behind the last request
 * of a connection, and would keep the network's buffers of it for ever. Stateless.
 */
@ChannelHandler.Sharable
final class HeapBodies extends ChannelInboundHandlerAdapter {
    private static final HeapBodies HANDLER = new HeapBodies();

    private HeapBodies() {}

    /** Looks after a connection from its beginning. */
    static void watch(HttpConnection connection) {
        ChannelHandlerContext vertxHandler = ((ConnectionBase) connection).channelHandlerContext();
        vertxHandler.pipeline().addBefore(vertxHandler.name(), HeapBodies.class.getSimpleName(), HANDLER);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent part && message != LastHttpContent.EMPTY_LAST_CONTENT) {
            HttpContent copy = part.replace(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(part.content())));
            copy.setDecoderResult(part.decoderResult());
            part.release();
            context.fireChannelRead(copy);
        } else {
            context.fireChannelRead(message);
        }
    }
}
