package dev.weir.source;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.RawMessage;
import dev.weir.source.Decoded.Undecodable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Undoes a message's content encoding: gzip, up to a bound, so that a few bytes can't fill the memory. Stateless. */
final class ContentEncoding {
    private static final int SMALLEST_GZIP = 18;

    private ContentEncoding() {}

    /** What a body is once its encoding is undone: the plain message, or why there is none. */
    record Plain(RawMessage message, Optional<Undecodable> fault) {}

    static Plain undo(RawMessage message, int maxBytes) {
        if (message.body().length > maxBytes) {
            return refused(
                    message,
                    Reason.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the body has %,d bytes; at most %,d are taken",
                            message.body().length,
                            maxBytes));
        }
        String encoding = name(message);
        return switch (encoding) {
            // Of the names of charsets: IoT Hub's senders put them here.
            case "", "identity", "utf-8", "utf8", "us-ascii" -> new Plain(message, Optional.empty());
            case "gzip", "x-gzip" -> gunzip(message, maxBytes);
            default ->
                refused(
                        message,
                        Reason.UNSUPPORTED_CONTENT,
                        "the content encoding " + Excerpt.of(encoding)
                                + " is not supported; expected gzip, utf-8, identity, or none");
        };
    }

    /** AMQP's own field, else what senders over HTTP carry over as a property. */
    private static String name(RawMessage message) {
        String name = message.contentEncoding();
        if (name.isEmpty() && !message.properties().isEmpty()) {
            Object property = message.properties().get("Content-Encoding");
            name = property instanceof String text ? text : "";
        }
        return name.isEmpty() ? "" : name.strip().toLowerCase(Locale.ROOT);
    }

    private static Plain gunzip(RawMessage message, int maxBytes) {
        byte[] body = message.body();
        // An event without data has no body, and nothing to undo.
        if (body.length == 0) {
            return new Plain(message, Optional.empty());
        }
        try (InputStream in = new GZIPInputStream(
                new ByteArrayInputStream(body), Math.max(SMALLEST_GZIP, Math.min(body.length, 8192)))) {
            byte[] plain = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                return refused(
                        message,
                        Reason.TOO_LARGE,
                        String.format(
                                Locale.ROOT,
                                "the body of %,d bytes in gzip inflates to more than the %,d that are taken",
                                body.length,
                                maxBytes));
            }
            return new Plain(message.withBody(plain), Optional.empty());
        } catch (IOException e) {
            return refused(
                    message,
                    Reason.INVALID_ENCODING,
                    "the body is not gzip, as its content encoding says: " + e.getMessage());
        }
    }

    private static Plain refused(RawMessage message, Reason reason, String description) {
        return new Plain(message, Optional.of(new Undecodable(reason, description)));
    }
}
