package dev.weir.deadletter;

import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import java.util.HashMap;
import java.util.Map;

/** What copies of messages have in common, whichever broker they go to. Stateless. */
final class Copies {
    private Copies() {}

    /** The message's own properties and the dead letter's, under the names that Service Bus gives to its own ones. */
    static Map<String, Object> properties(DeadLetter why, RawMessage message) {
        Map<String, Object> properties = new HashMap<>(message.properties());
        properties.values().removeIf(value -> value == null);
        properties.putAll(why.properties());
        properties.put("DeadLetterReason", why.reason().text());
        properties.put("DeadLetterErrorDescription", why.description());
        return properties;
    }
}
