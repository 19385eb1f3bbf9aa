package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/** Whether JSON is what the wire format's tables say; unknown fields don't matter. */
final class Shape {
    private Shape() {}

    static boolean isBatch(JsonNode message) {
        return hasLane(message)
                && message.path("epoch").isTextual()
                && isCount(message.path("seq"))
                && message.path("updates").isArray();
    }

    static boolean isPage(JsonNode message) {
        return hasLane(message)
                && message.path("complete").isBoolean()
                && message.path("epochs").isObject()
                && message.path("entities").isArray();
    }

    private static boolean hasLane(JsonNode message) {
        return message.path("weir").isNumber()
                && message.path("weir").asDouble() == 1
                && message.path("lane").isTextual();
    }

    /** Whether it says of which entity it is, in what version; for an update, its rev too. */
    static boolean isNamed(JsonNode update) {
        return !update.path("entity").asText().isEmpty()
                && update.path("entity").isTextual()
                && VersionRule.isVersion(update.path("version"));
    }

    static boolean isCount(JsonNode number) {
        return number.isNumber() && number.asDouble() >= 1 && number.asDouble() == Math.rint(number.asDouble());
    }

    static boolean areItems(JsonNode items) {
        return items.isArray()
                && !items.isEmpty()
                && StreamSupport.stream(items.spliterator(), false)
                        .allMatch(item -> VersionRule.isVersion(item.path("version")) && item.has("data"));
    }
}
