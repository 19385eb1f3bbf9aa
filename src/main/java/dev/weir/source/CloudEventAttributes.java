package dev.weir.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.source.Decoded.Undecodable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One CloudEvent's attributes while they are gathered, from a JSON object or from application properties. Owned by the
 * thread that decodes.
 */
final class CloudEventAttributes {
    private final String prefix;
    private String specversion = "";
    private String id = "";
    private String source = "";
    private String type = "";
    private String subject = "";
    private String time = "";
    private String datacontenttype = "";
    private @Nullable Map<String, Object> others;
    private @Nullable Undecodable firstFault;

    /** @param prefix what stands before an attribute's name in the message, so that descriptions name what was sent */
    CloudEventAttributes(String prefix) {
        this.prefix = prefix;
    }

    void put(String name, Object value) {
        switch (name) {
            case "specversion" -> specversion = text(name, value);
            case "id" -> id = text(name, value);
            case "source" -> source = text(name, value);
            case "type" -> type = text(name, value);
            case "subject" -> subject = text(name, value);
            case "time" -> time = text(name, value);
            case "datacontenttype" -> datacontenttype = text(name, value);
            default -> {
                if (others == null) {
                    others = new HashMap<>();
                }
                others.put(name, value);
            }
        }
    }

    /** Null is an attribute that is not set; what holds others can't be one. */
    void put(String name, JsonNode value) {
        switch (value.getNodeType()) {
            case STRING -> put(name, value.textValue());
            case BOOLEAN -> put(name, (Object) value.booleanValue());
            case NUMBER -> put(name, PropertyValue.of(value.numberValue()));
            case NULL -> {}
            default ->
                fail(
                        Reason.INVALID_CLOUD_EVENT,
                        attribute(name) + " must be text, a number or a boolean, but is "
                                + StructuredCloudEvents.kind(value));
        }
    }

    private String text(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        fail(
                Reason.INVALID_CLOUD_EVENT,
                attribute(name) + " must be text, but is the " + (value instanceof Boolean ? "boolean " : "number ")
                        + value);
        return "";
    }

    /** What is wrong with the attributes, once all are put. */
    Optional<Undecodable> fault() {
        if (firstFault == null) {
            require("specversion", specversion);
            if (!specversion.startsWith("1.")) {
                fail(
                        Reason.INVALID_CLOUD_EVENT,
                        attribute("specversion") + " must be '1.0', but is " + Excerpt.of(specversion));
            }
            require("id", id);
            require("source", source);
            if (type.isEmpty()) {
                fail(Reason.MISSING_TYPE, attribute("type") + " is missing; expected the event's type");
            }
        }
        return Optional.ofNullable(firstFault);
    }

    private void require(String name, String value) {
        if (value.isEmpty()) {
            fail(Reason.INVALID_CLOUD_EVENT, attribute(name) + " is missing or empty; every CloudEvent must have it");
        }
    }

    private void fail(Reason reason, String description) {
        if (firstFault == null) {
            firstFault = new Undecodable(reason, description);
        }
    }

    private String attribute(String name) {
        return "CloudEvents attribute " + Excerpt.of(prefix + name);
    }

    String datacontenttype() {
        return datacontenttype;
    }

    /**
     * The event, where there is no fault.
     *
     * @param properties the message's application properties; an attribute of the same name wins, since it is the event's
     *     and the property may be the last hop's
     */
    Event event(Origin origin, int index, Map<String, Object> properties, JsonNode data) {
        Map<String, Object> all = properties;
        if (others != null) {
            all = new HashMap<>(properties);
            all.putAll(others);
            all = Collections.unmodifiableMap(all);
        }
        return new Event(origin, index, id, type, source, subject, time, all, data);
    }
}
