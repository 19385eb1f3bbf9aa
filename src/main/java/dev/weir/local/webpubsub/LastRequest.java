package dev.weir.local.webpubsub;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Lets go of what a client says behind the last request of its connection. Vert.x does not look at it, and would keep
 * its buffers for ever. Belongs to the event-loop thread.
 */
final class LastRequest extends ChannelInboundHandlerAdapter {
    private boolean last;
    private boolean over;

    private LastRequest() {}

    /** Looks after a connection from its beginning. */
    static void watch(HttpConnection connection) {
        ChannelHandlerContext vertxHandler = ((ConnectionBase) connection).channelHandlerContext();
        vertxHandler.pipeline().addBefore(vertxHandler.name(), LastRequest.class.getSimpleName(), new LastRequest());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over && message instanceof HttpObject) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            last = !HttpUtil.isKeepAlive(request);
        }
        if (message instanceof HttpObject part) {
            over = part.decoderResult().isFailure() || (last && part instanceof LastHttpContent);
        }
        context.fireChannelRead(message);
    }
}
