package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** What a message carries, with the data type that clients are told. */
sealed interface Payload {

    /** The word in a frame's {@code dataType}. */
    String dataType();

    /** The value of a frame's {@code data}, as JSON. */
    String asJson();

    /** The payload without an envelope, as a plain client gets it. */
    Buffer bytes();

    /** The content type of the payload by itself. */
    String contentType();

    /** Whether a plain client gets it in a text frame. */
    default boolean isText() {
        return true;
    }

    /** A JSON value, kept as its sender wrote it. */
    record JsonValue(String text) implements Payload {
        @Override
        public String dataType() {
            return "json";
        }

        @Override
        public String contentType() {
            return "application/json; charset=utf-8";
        }

        @Override
        public String asJson() {
            return text;
        }

        @Override
        public Buffer bytes() {
            return Buffer.buffer(text);
        }
    }

    /** Plain text. */
    record Text(String text) implements Payload {
        @Override
        public String dataType() {
            return "text";
        }

        @Override
        public String contentType() {
            return "text/plain; charset=utf-8";
        }

        @Override
        public String asJson() {
            return Json.quote(text);
        }

        @Override
        public Buffer bytes() {
            return Buffer.buffer(text);
        }
    }

    /** Bytes; base64 in JSON. */
    record Binary(Buffer bytes) implements Payload {
        @Override
        public String dataType() {
            return "binary";
        }

        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public String asJson() {
            return "\"" + Base64.getEncoder().encodeToString(bytes.getBytes()) + "\"";
        }

        @Override
        public boolean isText() {
            return false;
        }
    }

    /** The body of a REST send; without a content type it is bytes. */
    static Payload ofBody(Optional<String> contentType, Buffer body) throws RequestRejected {
        String mediaType = contentType.orElse("application/octet-stream").split(";", 2)[0];
        return switch (mediaType.strip().toLowerCase(Locale.ROOT)) {
            case "application/octet-stream" -> new Binary(body);
            case "text/plain" -> new Text(text(body));
            case "application/json" -> json(text(body));
            default ->
                throw new RequestRejected(
                        415,
                        "Error.ContentType.NotSupported",
                        "the content type must be application/json, text/plain or application/octet-stream, but was '"
                                + mediaType + "'");
        };
    }

    /** The data of a client's frame; empty where data and data type do not fit. Without a type it is JSON. */
    static Optional<Payload> ofFrame(JsonNode frame) {
        JsonNode data = frame.path("data");
        if (data.isMissingNode()) {
            return Optional.empty();
        }
        return switch (frame.path("dataType").asText("json")) {
            case "json" -> Optional.of(new JsonValue(Json.write(data)));
            case "text" -> data.isTextual() ? Optional.of(new Text(data.asText())) : Optional.empty();
            case "binary" -> data.isTextual() ? bytes(data.asText()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Payload json(String text) throws RequestRejected {
        try {
            Json.parse(text);
            return new JsonValue(text);
        } catch (JsonProcessingException e) {
            throw RequestRejected.badRequest("the body is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static Optional<Payload> bytes(String base64) {
        try {
            return Optional.of(new Binary(Buffer.buffer(Base64.getDecoder().decode(base64))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Buffer body) throws RequestRejected {
        try {
            return Utf8.decode(body.getBytes());
        } catch (CharacterCodingException e) {
            throw RequestRejected.badRequest("the body is not UTF-8");
        }
    }
}
