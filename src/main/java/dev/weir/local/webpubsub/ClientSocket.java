package dev.weir.local.webpubsub;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
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

    private static final Logger LOG = System.getLogger(ClientSocket.class.getName());
    private static final int MAX_REASON_CHARACTERS = 40;

    private final ServerWebSocket socket;
    private final Runnable cut;
    private final long maxUnsentBytes;
    private long unsentBytes;
    private boolean closing;

    ClientSocket(ServerWebSocket socket, Runnable cut, long maxUnsentBytes) {
        this.socket = socket;
        this.cut = cut;
        this.maxUnsentBytes = maxUnsentBytes;
    }

    void write(String text) {
        if (reserve(Utf8.length(text))) {
            release(Utf8.length(text), socket.writeTextMessage(text));
        }
    }

    void write(Buffer bytes) {
        if (reserve(bytes.length())) {
            release(bytes.length(), socket.writeBinaryMessage(bytes));
        }
    }

    /** A payload without an envelope. */
    void write(Payload payload) {
        if (payload instanceof Payload.Binary binary) {
            write(binary.bytes());
        } else if (payload instanceof Payload.Text text) {
            write(text.text());
        } else {
            write(payload.asJson());
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
        if (unsentBytes > 0 && unsentBytes + bytes > maxUnsentBytes) {
            LOG.log(Level.WARNING, "a client reads too slowly and is cut off: {0} bytes wait for it", unsentBytes);
            cut();
            return false;
        }
        unsentBytes += bytes;
        return true;
    }

    private void release(int bytes, Future<Void> written) {
        written.onComplete(done -> unsentBytes -= bytes);
    }
}
