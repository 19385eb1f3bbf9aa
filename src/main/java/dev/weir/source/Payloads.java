package dev.weir.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter.Reason;
import dev.weir.source.Decoded.Undecodable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads payloads by their content type: with the decoder that claims it, else as JSON. Safe on any thread. */
final class Payloads {
    private final List<PayloadDecoder> decoders;

    Payloads(List<PayloadDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    /** Whether anything reads payloads of that type. */
    boolean read(String contentType) {
        return ContentKind.of(contentType) == ContentKind.JSON
                || decoder(contentType).isPresent();
    }

    /**
     * Reads a payload and goes on with what it holds.
     *
     * @param what the payload in a description: {@code the body}
     */
    Decoded decode(
            String what,
            byte[] bytes,
            String contentType,
            Map<String, Object> properties,
            Function<JsonNode, Decoded> next) {
        Optional<PayloadDecoder> decoder = decoder(contentType);
        return decoder.isPresent()
                ? foreign(what, decoder.get(), bytes, contentType, properties, next)
                : json(what, bytes, next);
    }

    /** Reads a payload that must be JSON whatever decoders there are. */
    static Decoded json(String what, byte[] bytes, Function<JsonNode, Decoded> next) {
        if (bytes.length == 0) {
            return new Undecodable(Reason.INVALID_JSON, what + " is empty; expected JSON");
        }
        Payload payload = StrictJson.parse(bytes);
        return payload instanceof Payload.Malformed malformed
                ? new Undecodable(Reason.INVALID_JSON, what + " is not valid JSON: " + malformed.fault())
                : next.apply(((Payload.Value) payload).node());
    }

    private static Decoded foreign(
            String what,
            PayloadDecoder decoder,
            byte[] bytes,
            String contentType,
            Map<String, Object> properties,
            Function<JsonNode, Decoded> next) {
        Payload payload;
        try {
            payload = decoder.decode(bytes, contentType, properties);
        } catch (RuntimeException e) {
            payload = new Payload.Malformed(decoder.getClass().getSimpleName() + " failed: " + e);
        }
        return payload instanceof Payload.Value value
                ? next.apply(value.node())
                : new Undecodable(
                        Reason.INVALID_PAYLOAD,
                        what + " is not valid " + Excerpt.of(contentType) + ": "
                                + ((Payload.Malformed) payload).fault());
    }

    private Optional<PayloadDecoder> decoder(String contentType) {
        if (decoders.isEmpty()) {
            return Optional.empty();
        }
        String mediaType = ContentKind.mediaType(contentType);
        for (PayloadDecoder decoder : decoders) {
            if (decoder.reads(mediaType)) {
                return Optional.of(decoder);
            }
        }
        return Optional.empty();
    }
}
