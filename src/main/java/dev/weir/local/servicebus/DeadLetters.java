package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a message is a dead letter, as the application properties that say so. */
final class DeadLetters {
    static final String REASON = "DeadLetterReason";
    static final String DESCRIPTION = "DeadLetterErrorDescription";

    static final Map<String, EncodedValue> EXPIRED =
            because("TTLExpiredException", "The message expired and was dead lettered.");
    static final Map<String, EncodedValue> WITHOUT_SESSION = because(
            "Session id is null.", "Session enabled entity doesn't allow a message whose session identifier is null.");

    private DeadLetters() {}

    static Map<String, EncodedValue> deliveredTooOften(int deliveries) {
        return because(
                "MaxDeliveryCountExceeded",
                "Message could not be consumed after " + deliveries + " delivery attempts.");
    }

    static Map<String, EncodedValue> notForwarded(AmqpError error) {
        return because(error.condition(), error.description());
    }

    static Map<String, EncodedValue> because(String reason, String description) {
        Map<String, EncodedValue> properties = new LinkedHashMap<>();
        properties.put(REASON, EncodedValue.of(reason));
        properties.put(DESCRIPTION, EncodedValue.of(description));
        return properties;
    }
}
