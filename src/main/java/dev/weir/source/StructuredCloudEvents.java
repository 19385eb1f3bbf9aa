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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CloudEvents as JSON objects: attributes and data side by side. Safe on any thread. */
final class StructuredCloudEvents {
    private final Payloads payloads;

    StructuredCloudEvents(Payloads payloads) {
        this.payloads = payloads;
    }

    Decoded one(Origin origin, RawMessage message, JsonNode body) {
        return event(origin, 0, ApplicationProperties.values(message.properties(), Optional.empty()), body);
    }

    /** The events of a batch; the first bad one makes all of it undecodable. */
    Decoded all(Origin origin, RawMessage message, JsonNode batch) {
        Map<String, Object> properties = ApplicationProperties.values(message.properties(), Optional.empty());
        List<Event> events = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Decoded decoded = event(origin, i, properties, batch.get(i));
            if (decoded instanceof Undecodable undecodable) {
                return new Undecodable(
                        undecodable.reason(),
                        "event " + (i + 1) + " of " + batch.size() + ": " + undecodable.description());
            }
            events.addAll(((Events) decoded).events());
        }
        return new Events(events);
    }

    private Decoded event(Origin origin, int index, Map<String, Object> properties, JsonNode object) {
        if (!object.isObject()) {
            return invalid("a CloudEvent must be an object, but is " + kind(object));
        }
        CloudEventAttributes attributes = new CloudEventAttributes("");
        for (var member : object.properties()) {
            if (!member.getKey().equals("data") && !member.getKey().equals("data_base64")) {
                attributes.put(member.getKey(), member.getValue());
            }
        }
        Optional<Undecodable> fault = attributes.fault();
        if (fault.isPresent()) {
            return fault.get();
        }
        JsonNode data = object.get("data");
        JsonNode base64 = object.get("data_base64");
        if (base64 == null || base64.isNull()) {
            return one(attributes.event(origin, index, properties, data == null ? NullNode.getInstance() : data));
        }
        if (data != null && !data.isNull()) {
            return invalid("a CloudEvent must have 'data' or 'data_base64', but has both");
        }
        return payloads.read(attributes.datacontenttype())
                ? base64(base64, attributes, origin, index, properties)
                : new Undecodable(
                        Reason.UNSUPPORTED_CONTENT,
                        "'data_base64' holds " + Excerpt.of(attributes.datacontenttype())
                                + ", which is not supported; expected JSON in UTF-8");
    }

    private Decoded base64(
            JsonNode text, CloudEventAttributes attributes, Origin origin, int index, Map<String, Object> properties) {
        if (!text.isTextual()) {
            return invalid("'data_base64' must be text, but is " + kind(text));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.textValue());
        } catch (IllegalArgumentException e) {
            return invalid("'data_base64' is not base64: " + Excerpt.of(text.textValue()));
        }
        return payloads.decode(
                "'data_base64'",
                bytes,
                attributes.datacontenttype(),
                properties,
                data -> one(attributes.event(origin, index, properties, data)));
    }

    /** What a value is, in words. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            default -> "null";
        };
    }

    private static Decoded one(Event event) {
        return new Events(List.of(event));
    }

    private static Undecodable invalid(String description) {
        return new Undecodable(Reason.INVALID_CLOUD_EVENT, description);
    }
}
