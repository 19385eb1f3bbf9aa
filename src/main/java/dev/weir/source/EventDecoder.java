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
 * message's, with {@code #index} in an array. What fails is a value, never an exception. Pure, and safe on any thread.
 */
public final class EventDecoder {

    /**
     * What a source may demand of its messages.
     *
     * @param maxBytes the largest body that is parsed
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

    private final Settings settings;

    public EventDecoder(Settings settings) {
        this.settings = settings;
    }

    /** The events of a message, in its order, or why it has none. */
    public Decoded decode(Origin origin, RawMessage message) {
        if (message.body().length > settings.maxBytes()) {
            return new Undecodable(
                    Reason.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the body has %,d bytes; at most %,d are taken",
                            message.body().length,
                            settings.maxBytes()));
        }
        ContentKind kind = ContentKind.of(message.contentType());
        if (kind == ContentKind.STRUCTURED_CLOUD_EVENT) {
            return parsed(message, body -> StructuredCloudEvents.one(origin, message, body));
        }
        if (kind == ContentKind.BATCHED_CLOUD_EVENTS) {
            return parsed(message, body -> batch(origin, message, body));
        }
        Optional<String> prefix = ApplicationProperties.cloudEventPrefix(message.properties());
        if (prefix.isPresent()) {
            return binary(origin, message, kind, prefix.get());
        }
        return kind == ContentKind.UNSUPPORTED
                ? unsupported(message)
                : parsed(message, body -> plain(origin, message, body));
    }

    private static Decoded parsed(RawMessage message, Function<JsonNode, Decoded> next) {
        if (message.body().length == 0) {
            return new Undecodable(Reason.INVALID_JSON, "the body is empty; expected JSON");
        }
        Parsed parsed = StrictJson.parse(message.body());
        if (parsed instanceof Parsed.Malformed malformed) {
            return new Undecodable(Reason.INVALID_JSON, "the body is not valid JSON: " + malformed.fault());
        }
        return next.apply(((Parsed.Value) parsed).node());
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
        return tooMany(body)
                .<Decoded>map(Function.identity())
                .orElseGet(() -> StructuredCloudEvents.all(origin, message, body));
    }

    private Decoded binary(Origin origin, RawMessage message, ContentKind kind, String prefix) {
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
        return kind == ContentKind.UNSUPPORTED
                ? unsupported(message)
                : parsed(message, data -> one(attributes.event(origin, 0, properties, data)));
    }

    private Decoded plain(Origin origin, RawMessage message, JsonNode body) {
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
