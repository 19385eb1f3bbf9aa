package dev.weir.local.webpubsub;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.CharacterCodingException;

/** Puts a client's frames together to messages, bounded, and hands them on. Belongs to the event-loop thread. */
final class InboundMessages implements Handler<WebSocketFrame> {
    private final ClientConnection connection;
    private final ClientSocket socket;
    private final int maxBytes;
    private Buffer message = Buffer.buffer();
    private boolean text;

    InboundMessages(ClientConnection connection, ClientSocket socket, int maxBytes) {
        this.connection = connection;
        this.socket = socket;
        this.maxBytes = maxBytes;
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

    private void receive(Buffer complete) {
        if (!text) {
            if (connection.subprotocol() != Subprotocol.PLAIN) {
                connection.close(ClientSocket.WRONG_FRAME_TYPE, "the subprotocol has text frames only");
            }
            return;
        }
        try {
            String decoded = Utf8.decode(complete.getBytes());
            // A plain client's messages are the event 'message' of an event handler; without one they reach nobody.
            if (connection.subprotocol() != Subprotocol.PLAIN) {
                ClientFrames.handle(connection, decoded);
            }
        } catch (CharacterCodingException e) {
            connection.close(ClientSocket.INVALID_PAYLOAD, "a text frame is not UTF-8");
        }
    }
}
