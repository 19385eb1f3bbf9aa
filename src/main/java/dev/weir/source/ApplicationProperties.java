package dev.weir.source;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message's application properties, and what among them are a CloudEvent's attributes. */
final class ApplicationProperties {
    /** The AMQP binding's two, and the one that HTTP senders carry over. */
    private static final List<String> PREFIXES = List.of("cloudEvents:", "cloudEvents_", "ce-");

    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private ApplicationProperties() {}

    /** The prefix of a CloudEvent in binary mode: one that any required attribute has, so that a missing one is named. */
    static Optional<String> cloudEventPrefix(Map<String, Object> properties) {
        if (properties.isEmpty()) {
            return Optional.empty();
        }
        for (String attribute : REQUIRED) {
            for (String prefix : PREFIXES) {
                if (properties.containsKey(prefix + attribute)) {
                    return Optional.of(prefix);
                }
            }
        }
        return Optional.empty();
    }

    /** Those that start with the prefix, as attributes; their names without it. */
    static CloudEventAttributes attributes(Map<String, Object> properties, String prefix) {
        CloudEventAttributes attributes = new CloudEventAttributes(prefix);
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix) && value != null) {
                attributes.put(name.substring(prefix.length()), PropertyValue.of(value));
            }
        });
        return attributes;
    }

    /** All as rules see them, but those that start with the prefix; unmodifiable. */
    static Map<String, Object> values(Map<String, Object> properties, Optional<String> prefix) {
        if (properties.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new HashMap<>();
        properties.forEach((name, value) -> {
            // An SDK may hand out AMQP's null.
            if (value != null && (prefix.isEmpty() || !name.startsWith(prefix.get()))) {
                values.put(name, PropertyValue.of(value));
            }
        });
        return Collections.unmodifiableMap(values);
    }
}
