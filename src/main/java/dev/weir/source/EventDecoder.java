package dev.weir.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.source.Decoded.Events;
import dev.weir.source.Decoded.Undecodable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes events of a message: a CloudEvent 1.0 (structured, batched, or binary in application properties named {@code
 * cloudEvents:*}, {@code cloudEvents_*} or {@code ce-*}), or plain JSON, of which an array is several events.
 *
 * <p>Plain JSON has its type from the message's subject, else from the first of the type properties that holds text; its id is the
 * message's, with {@code #index} in an array. A body in gzip is inflated first, and one of a media type that a {@link
 * PayloadDecoder} claims is read by that. What fails is a value, never an exception. Pure, and safe on any thread.
 */
public final class EventDecoder implements MessageDecoder {

    /**
     * What a source may demand of its messages.
     *
     * @param maxBytes the largest body that is parsed, before and after its encoding is undone
     * @param maxEvents the most events that one message may hold: they are settled as one, so all are held until the last
     * @param typeProperties the application properties that may name a plain JSON event's type, the first first
     */
    public record Settings(int maxBytes, int maxEvents, List<String> typeProperties) {

        /** 1 MiB, 10,000 events, {@code type} and {@code eventType}. */
        public static final Settings DEFAULT = new Settings(1 << 20, 10_000, List.of("type", "eventType"));

        public Settings {
            typeProperties = List.copyOf(typeProperties);
            if (maxBytes < 1 || maxEvents < 1) {
                throw new IllegalArgumentException(
                        "Limits must be 1 or more, but maxBytes is " + maxBytes + " and maxEvents " + maxEvents);
            }
        }
    }

    private static final String BODY = "the body";

    private final Settings settings;
    private final Payloads payloads;
    private final StructuredCloudEvents structured;

    /** Decodes JSON alone. */
    public EventDecoder(Settings settings) {
        this(settings, List.of());
    }

    /** @param decoders asked before a body is taken as JSON, the first first */
    public EventDecoder(Settings settings, List<PayloadDecoder> decoders) {
        this.settings = settings;
        this.payloads = new Payloads(decoders);
        this.structured = new StructuredCloudEvents(payloads);
    }

    @Override
    public Decoded decode(Origin origin, RawMessage message) {
        ContentEncoding.Plain plain = ContentEncoding.undo(message, settings.maxBytes());
        return plain.fault().<Decoded>map(Function.identity()).orElseGet(() -> plain(origin, plain.message()));
    }

    private Decoded plain(Origin origin, RawMessage message) {
        ContentKind kind = ContentKind.of(message.contentType());
        if (kind == ContentKind.STRUCTURED_CLOUD_EVENT) {
            return Payloads.json(BODY, message.body(), body -> structured.one(origin, message, body));
        }
        if (kind == ContentKind.BATCHED_CLOUD_EVENTS) {
            return Payloads.json(BODY, message.body(), body -> batch(origin, message, body));
        }
        Optional<String> prefix = ApplicationProperties.cloudEventPrefix(message.properties());
        if (prefix.isPresent()) {
            return binary(origin, message, prefix.get());
        }
        return payload(message, body -> json(origin, message, body));
    }

    private Decoded payload(RawMessage message, Function<JsonNode, Decoded> next) {
        return payloads.read(message.contentType())
                ? payloads.decode(BODY, message.body(), message.contentType(), message.properties(), next)
                : unsupported(message);
    }

    private static Undecodable unsupported(RawMessage message) {
        return new Undecodable(
                Reason.UNSUPPORTED_CONTENT,
                "the content type " + Excerpt.of(message.contentType())
                        + " is not supported; expected JSON in UTF-8: application/json, text/json, a type that ends in"
                        + " +json, text/plain, application/octet-stream, or none");
    }

    private Decoded batch(Origin origin, RawMessage message, JsonNode body) {
        if (!body.isArray()) {
            return new Undecodable(
                    Reason.INVALID_CLOUD_EVENT,
                    "a batch of CloudEvents must be an array, but is " + StructuredCloudEvents.kind(body));
        }
        return tooMany(body).<Decoded>map(Function.identity()).orElseGet(() -> structured.all(origin, message, body));
    }

    private Decoded binary(Origin origin, RawMessage message, String prefix) {
        CloudEventAttributes attributes = ApplicationProperties.attributes(message.properties(), prefix);
        Optional<Undecodable> fault = attributes.fault();
        if (fault.isPresent()) {
            return fault.get();
        }
        Map<String, Object> properties = ApplicationProperties.values(message.properties(), Optional.of(prefix));
        // A CloudEvent may have no data; then its content type says nothing either.
        if (message.body().length == 0) {
            return one(attributes.event(origin, 0, properties, NullNode.getInstance()));
        }
        return payload(message, data -> one(attributes.event(origin, 0, properties, data)));
    }

    private Decoded json(Origin origin, RawMessage message, JsonNode body) {
        if (!body.isArray()) {
            String type = type(message);
            return type.isEmpty()
                    ? missingType()
                    : one(plainEvent(origin, 0, message.id(), type, properties(message), body));
        }
        if (body.isEmpty()) {
            return new Events(List.of());
        }
        Optional<Undecodable> tooMany = tooMany(body);
        if (tooMany.isPresent()) {
            return tooMany.get();
        }
        String type = type(message);
        if (type.isEmpty()) {
            return missingType();
        }
        Map<String, Object> properties = properties(message);
        List<Event> events = new ArrayList<>(body.size());
        for (int i = 0; i < body.size(); i++) {
            String id = message.id().isEmpty() ? "" : message.id() + "#" + i;
            events.add(plainEvent(origin, i, id, type, properties, body.get(i)));
        }
        return new Events(events);
    }

    private static Event plainEvent(
            Origin origin, int index, String id, String type, Map<String, Object> properties, JsonNode data) {
        return new Event(origin, index, id, type, "", "", "", properties, data);
    }

    private static Map<String, Object> properties(RawMessage message) {
        return ApplicationProperties.values(message.properties(), Optional.empty());
    }

    private String type(RawMessage message) {
        if (!message.subject().isEmpty()) {
            return message.subject();
        }
        for (String name : settings.typeProperties()) {
            if (message.properties().get(name) instanceof String type && !type.isEmpty()) {
                return type;
            }
        }
        return "";
    }

    private Undecodable missingType() {
        return new Undecodable(
                Reason.MISSING_TYPE,
                "the event has no type; expected it in the message's subject or in one of the application properties "
                        + settings.typeProperties());
    }

    private Optional<Undecodable> tooMany(JsonNode array) {
        return array.size() <= settings.maxEvents()
                ? Optional.empty()
                : Optional.of(new Undecodable(
                        Reason.TOO_MANY_EVENTS,
                        String.format(
                                Locale.ROOT,
                                "the body holds %,d events; at most %,d are taken",
                                array.size(),
                                settings.maxEvents())));
    }

    private static Decoded one(Event event) {
        return new Events(List.of(event));
    }
}
