package dev.weir.local.webpubsub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One WebSocket, written to without ever waiting: what the client does not read piles up here to a bound, then the
 * socket is cut. Belongs to the event-loop thread.
 */
final class ClientSocket {
    /** RFC 6455, section 7.4.1. */
    static final short NORMAL = 1000;

    static final short WRONG_FRAME_TYPE = 1003;
    static final short INVALID_PAYLOAD = 1007;
    static final short POLICY = 1008;
    static final short TOO_BIG = 1009;
    static final short SERVER_ERROR = 1011;

    private static final Logger LOG = System.getLogger(ClientSocket.class.getName());
    private static final int MAX_REASON_CHARACTERS = 40;

    private final ServerWebSocket socket;
    private final Runnable cut;
    private final Unsent unsent;
    private long unsentBytes;
    private boolean closing;

    ClientSocket(ServerWebSocket socket, Runnable cut, Unsent unsent) {
        this.socket = socket;
        this.cut = cut;
        this.unsent = unsent;
    }

    void writeText(Buffer utf8) {
        write(WebSocketFrameType.TEXT, utf8);
    }

    void writeBinary(Buffer bytes) {
        write(WebSocketFrameType.BINARY, bytes);
    }

    /** One frame whatever its size; the buffer stays readable for others. */
    private void write(WebSocketFrameType type, Buffer bytes) {
        int length = bytes.length();
        if (reserve(length)) {
            // The socket's own method for text takes a string, and would encode it anew for every connection.
            socket.writeFrame(new WebSocketFrameImpl(type, bytes.getByteBuf(), true))
                    .onComplete(done -> release(length));
        }
    }

    void close(short code, String reason) {
        if (!closing) {
            closing = true;
            // A close frame has room for 123 bytes of reason, and a character takes 3 at the most.
            String brief =
                    reason.length() <= MAX_REASON_CHARACTERS ? reason : reason.substring(0, MAX_REASON_CHARACTERS);
            socket.close(code, brief);
        }
    }

    /** Ends the TCP connection without a close frame. */
    void cut() {
        closing = true;
        cut.run();
    }

    private boolean reserve(int bytes) {
        if (closing) {
            return false;
        }
        if (unsentBytes > 0 && !unsent.allows(unsentBytes + bytes)) {
            LOG.log(Level.WARNING, "a client reads too slowly and is cut off: {0} bytes wait for it", unsentBytes);
            cut();
            return false;
        }
        unsentBytes += bytes;
        unsent.add(bytes);
        return true;
    }

    private void release(int bytes) {
        unsentBytes -= bytes;
        unsent.remove(bytes);
    }
}
