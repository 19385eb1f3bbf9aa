package dev.weir.event;

import java.time.Instant;
import java.util.List;

/**
 * Why a delivery is dead-lettered: what the dead letter's properties tell an operator, and a redrive.
 *
 * @param reason the kind of failure, as a stable word
 * @param description one sentence: what was found, what was expected
 * @param rule the rule that was at work, or empty
 * @param failedTargets lane names that did not get it; empty where none of it went out
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

    public DeadLetter {
        failedTargets = List.copyOf(failedTargets);
        if (description.length() > MAX_DESCRIPTION) {
            description = description.substring(0, MAX_DESCRIPTION - 1) + "…";
        }
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
        MISSING_TENANT("MissingTenant"),
        INVALID_TENANT("InvalidTenant"),
        MISSING_FIELD("MissingField"),
        INVALID_TARGET("InvalidTarget"),
        INVALID_ENTITY("InvalidEntity"),
        INVALID_VERSION("InvalidVersion"),
        EXPRESSION_FAILED("ExpressionFailed"),
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
