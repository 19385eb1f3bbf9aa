package dev.weir.local.webpubsub;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Puts a client's frames together to messages, bounded, and hands them on. Belongs to the event-loop thread. */
final class InboundMessages implements Handler<WebSocketFrame> {
    private final ClientConnection connection;
    private final ClientSocket socket;
    private final int maxBytes;
    private final Optional<String> publishTo;
    private Buffer message = Buffer.buffer();
    private boolean text;

    /**
     * The messages of one socket.
     *
     * @param publishTo the group that a plain client's messages go to; without one they are events
     */
    InboundMessages(ClientConnection connection, ClientSocket socket, int maxBytes, Optional<String> publishTo) {
        this.connection = connection;
        this.socket = socket;
        this.maxBytes = maxBytes;
        this.publishTo = publishTo;
    }

    @Override
    public void handle(WebSocketFrame frame) {
        if (frame.isClose() || frame.isPing() || !connection.isOn(socket)) {
            return;
        }
        if (!frame.isContinuation()) {
            text = frame.isText();
            message = Buffer.buffer();
        }
        message.appendBuffer(frame.binaryData());
        if (message.length() > maxBytes) {
            connection.close(ClientSocket.TOO_BIG, "a message may have " + maxBytes + " bytes");
        } else if (frame.isFinal()) {
            Buffer complete = message;
            message = Buffer.buffer();
            receive(complete);
        }
    }

    /** The socket is closed. */
    void end(boolean inGoodOrder) {
        if (connection.detach(socket)) {
            connection.lostSocket(inGoodOrder);
        }
    }

    private void receive(Buffer complete) {
        connection.hub().countReceived();
        if (!text) {
            if (connection.subprotocol() == Subprotocol.PLAIN) {
                PlainMode.receive(connection, publishTo, new Payload.Binary(complete));
            } else {
                connection.close(ClientSocket.WRONG_FRAME_TYPE, "the subprotocol has text frames only");
            }
            return;
        }
        try {
            String decoded = Utf8.decode(complete.getBytes());
            if (connection.subprotocol() == Subprotocol.PLAIN) {
                PlainMode.receive(connection, publishTo, new Payload.Text(decoded));
            } else {
                ClientFrames.handle(connection, decoded);
            }
        } catch (CharacterCodingException e) {
            connection.close(ClientSocket.INVALID_PAYLOAD, "a text frame is not UTF-8");
        }
    }
}
