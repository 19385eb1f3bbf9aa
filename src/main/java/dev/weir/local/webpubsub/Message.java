package dev.weir.local.webpubsub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to clients, rendered once for each subprotocol however many connections it reaches. Belongs to
 * the event-loop thread.
 */
final class Message {
    private final Payload payload;
    private final String origin;
    private final Optional<Instant> expiry;
    private @Nullable Buffer plain;
    private @Nullable Buffer json;
    private @Nullable Buffer tail;

    private Message(Payload payload, String origin, Optional<Instant> expiry) {
        this.payload = payload;
        this.origin = origin;
        this.expiry = expiry;
    }

    /** A message to a group; by REST it has no sender. */
    static Message toGroup(String group, Optional<String> fromUserId, Payload payload) {
        String origin = "\"from\":\"group\",\"group\":" + Json.quote(group);
        return new Message(
                payload,
                fromUserId
                        .map(user -> origin + ",\"fromUserId\":" + Json.quote(user))
                        .orElse(origin),
                Optional.empty());
    }

    /** A message to all, to a user, or to a connection: clients are told no more than that the server sent it. */
    static Message fromServer(Payload payload) {
        return new Message(payload, "\"from\":\"server\"", Optional.empty());
    }

    /** This message, which nobody wants any more from this time on. */
    Message expiringAt(Optional<Instant> time) {
        return new Message(payload, origin, time);
    }

    boolean isExpired(Instant now) {
        return expiry.isPresent() && !now.isBefore(expiry.get());
    }

    Payload payload() {
        return payload;
    }

    /** The payload as it is, for clients without a subprotocol. */
    Buffer plain() {
        Buffer rendered = plain;
        if (rendered == null) {
            rendered = payload.bytes();
            plain = rendered;
        }
        return rendered;
    }

    /** The frame for {@code json.webpubsub.azure.v1}. */
    Buffer frame() {
        Buffer rendered = json;
        if (rendered == null) {
            rendered = Buffer.buffer("{").appendBuffer(tail());
            json = rendered;
        }
        return rendered;
    }

    /** The frame for {@code json.reliable.webpubsub.azure.v1}: its own few bytes before what all receivers share. */
    Buffer frame(long sequenceId) {
        byte[] head = ("{\"sequenceId\":" + sequenceId + ",").getBytes(StandardCharsets.US_ASCII);
        ByteBuf both = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(head), tail().getByteBuf());
        return Buffer.buffer(both);
    }

    /** The size in UTF-8 without its sequence id. */
    int bytes() {
        return tail().length();
    }

    private Buffer tail() {
        Buffer rendered = tail;
        if (rendered == null) {
            rendered = Buffer.buffer("\"type\":\"message\"," + origin + ",\"dataType\":\"" + payload.dataType()
                    + "\",\"data\":" + payload.asJson() + "}");
            tail = rendered;
        }
        return rendered;
    }
}
