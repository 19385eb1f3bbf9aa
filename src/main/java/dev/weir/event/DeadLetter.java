package dev.weir.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a delivery is dead-lettered: what the dead letter's properties tell an operator, and a redrive.
 *
 * @param reason the kind of failure, as a stable word
 * @param description one sentence: what was found, what was expected
 * @param rule the rule that was at work, or empty
 * @param failedTargets the lanes that did not get it, {@code HUB/LANE}; empty where none of it went out
 * @param attempt the delivery's attempt at which it failed
 * @param time when it was given up
 * @param origin where the delivery came from: its identity and version when it is redriven
 */
public record DeadLetter(
        Reason reason,
        String description,
        String rule,
        List<String> failedTargets,
        int attempt,
        Instant time,
        Origin origin) {

    /** The longest description kept: Service Bus refuses dead-letter texts over 4,096 characters. */
    public static final int MAX_DESCRIPTION = 1024;

    /** Brokers refuse a dead letter whose properties pass 64 KB. */
    private static final int MAX_TARGETS = 4096;

    public DeadLetter {
        failedTargets = List.copyOf(failedTargets);
        if (description.length() > MAX_DESCRIPTION) {
            description = description.substring(0, MAX_DESCRIPTION - 1) + "…";
        }
    }

    /** What a dead letter carries beside reason and description, as a broker's application properties. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("weir-source", origin.scope().source());
        properties.put("weir-origin", origin.text());
        properties.put("weir-rule", rule);
        properties.put("weir-error", description);
        properties.put("weir-attempt", attempt);
        properties.put("weir-time", time.toString());
        properties.put("weir-failed-targets", boundedTargets());
        return properties;
    }

    private String boundedTargets() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < failedTargets.size(); i++) {
            if (text.length() + failedTargets.get(i).length() > MAX_TARGETS) {
                return text.append("and ")
                        .append(failedTargets.size() - i)
                        .append(" more")
                        .toString();
            }
            text.append(failedTargets.get(i)).append(' ');
        }
        return text.toString().strip();
    }

    /** The kinds of failure. Their text is what {@code DeadLetterReason} holds. */
    public enum Reason {
        INVALID_JSON("InvalidJson"),
        INVALID_CLOUD_EVENT("InvalidCloudEvent"),
        /** The body is not what its content encoding says. */
        INVALID_ENCODING("InvalidEncoding"),
        /** The body is not what its content type says, by a decoder that was added to the bridge. */
        INVALID_PAYLOAD("InvalidPayload"),
        UNSUPPORTED_CONTENT("UnsupportedContent"),
        TOO_LARGE("TooLarge"),
        TOO_MANY_EVENTS("TooManyEvents"),
        MISSING_TYPE("MissingType"),
        /** The data breaks the JSON Schema that the rules name for its type. */
        INVALID_DATA("InvalidData"),
        MISSING_TENANT("MissingTenant"),
        INVALID_TENANT("InvalidTenant"),
        MISSING_FIELD("MissingField"),
        INVALID_TARGET("InvalidTarget"),
        INVALID_ENTITY("InvalidEntity"),
        INVALID_VERSION("InvalidVersion"),
        EXPRESSION_FAILED("ExpressionFailed"),
        /** No rule takes the event, and the rules say that it is not to be settled then. */
        UNMATCHED("Unmatched"),
        /** A fault of the bridge's own, met while it judged the event; its log has the trace. */
        INTERNAL_ERROR("InternalError"),
        /** Web PubSub refused the update for good. */
        REJECTED("Rejected"),
        /** Web PubSub failed on the update again and again, while others got through. */
        UNDELIVERABLE("Undeliverable");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The word as it stands in {@code DeadLetterReason} and in metrics. */
        public String text() {
            return text;
        }
    }
}
