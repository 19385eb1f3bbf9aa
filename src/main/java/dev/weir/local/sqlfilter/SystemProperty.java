package dev.weir.local.sqlfilter;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The properties that {@code sys.} reaches, by their names in Service Bus.
 *
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messages-payloads">Messages,
 *     payloads, and serialization</a>
 */
public enum SystemProperty {
    CONTENT_TYPE("ContentType", String.class, true),
    CORRELATION_ID("CorrelationId", String.class, true),
    DEAD_LETTER_SOURCE("DeadLetterSource", String.class, false),
    DELIVERY_COUNT("DeliveryCount", Integer.class, false),
    ENQUEUED_SEQUENCE_NUMBER("EnqueuedSequenceNumber", Long.class, false),
    ENQUEUED_TIME("EnqueuedTimeUtc", Instant.class, false),
    EXPIRES_AT("ExpiresAtUtc", Instant.class, false),
    LABEL("Label", String.class, true),
    LOCKED_UNTIL("LockedUntilUtc", Instant.class, false),
    LOCK_TOKEN("LockToken", UUID.class, false),
    MESSAGE_ID("MessageId", String.class, true),
    PARTITION_KEY("PartitionKey", String.class, true),
    REPLY_TO("ReplyTo", String.class, true),
    REPLY_TO_SESSION_ID("ReplyToSessionId", String.class, true),
    SCHEDULED_ENQUEUE_TIME("ScheduledEnqueueTimeUtc", Instant.class, true),
    SEQUENCE_NUMBER("SequenceNumber", Long.class, false),
    SESSION_ID("SessionId", String.class, true),
    SIZE("Size", Long.class, false),
    TIME_TO_LIVE("TimeToLive", Duration.class, true),
    TO("To", String.class, true),
    VIA_PARTITION_KEY("ViaPartitionKey", String.class, true);

    private static final Map<String, SystemProperty> BY_NAME = new HashMap<>();

    static {
        for (SystemProperty property : values()) {
            BY_NAME.put(property.name.toLowerCase(Locale.ROOT), property);
        }
        // Today's SDKs call the label so.
        BY_NAME.put("subject", LABEL);
    }

    private final String name;
    private final Class<?> type;
    private final boolean changeable;

    SystemProperty(String name, Class<?> type, boolean changeable) {
        this.name = name;
        this.type = type;
        this.changeable = changeable;
    }

    /** Finds one by its name in any case. */
    public static Optional<SystemProperty> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Its name in Service Bus, such as {@code ReplyToSessionId}. */
    public String officialName() {
        return name;
    }

    /** Whether an action may set it. */
    public boolean isChangeable() {
        return changeable;
    }

    /** The value in this property's type: text takes any single value, every other type only itself. */
    Object convert(Object value) {
        if (type.isInstance(value)) {
            return value;
        }
        if (type == String.class) {
            return Arithmetic.text(value);
        }
        throw new FilterEvaluationException("sys." + name + " takes a value of type " + type.getSimpleName()
                + ", but got " + Comparison.describe(value));
    }
}
