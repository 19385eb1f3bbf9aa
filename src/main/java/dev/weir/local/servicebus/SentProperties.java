package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Section;
import dev.weir.local.sqlfilter.ChangeableProperties;
import dev.weir.local.sqlfilter.SystemProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedByte;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.UnsignedShort;
import org.jspecify.annotations.Nullable;

/** A message as rules see it, and as their actions change it. What no action touches stays encoded as it was sent. */
final class SentProperties implements ChangeableProperties {
    private static final int FIELDS = 13;
    private static final Map<SystemProperty, Integer> PLACES = new EnumMap<>(Map.of(
            SystemProperty.MESSAGE_ID, 0,
            SystemProperty.TO, 2,
            SystemProperty.LABEL, 3,
            SystemProperty.REPLY_TO, 4,
            SystemProperty.CORRELATION_ID, 5,
            SystemProperty.CONTENT_TYPE, 6,
            SystemProperty.SESSION_ID, 10,
            SystemProperty.REPLY_TO_SESSION_ID, 12));
    private static final Map<SystemProperty, String> ANNOTATIONS = new EnumMap<>(Map.of(
            SystemProperty.PARTITION_KEY, "x-opt-partition-key",
            SystemProperty.VIA_PARTITION_KEY, "x-opt-via-partition-key",
            SystemProperty.ENQUEUED_SEQUENCE_NUMBER, "x-opt-enqueue-sequence-number",
            SystemProperty.DEAD_LETTER_SOURCE, "x-opt-deadletter-source"));

    private final SentMessage sent;
    private final @Nullable EncodedValue[] fields = new @Nullable EncodedValue[FIELDS];
    private final Map<String, EncodedValue> annotations = new LinkedHashMap<>();
    private final Map<String, Property> user = new LinkedHashMap<>();
    private final int rest;
    private long timeToLive;
    private boolean changed;

    private record Property(String name, EncodedValue value) {}

    SentProperties(SentMessage sent) {
        this.sent = sent;
        timeToLive = sent.timeToLive();
        EncodedReader reader = new EncodedReader(sent.annotations(), 0, sent.annotations().length);
        while (reader.hasMore()) {
            String name = reader.readText().orElse("");
            annotations.put(name, reader.readValue());
        }
        byte[] bare = sent.bare();
        reader = new EncodedReader(bare, 0, bare.length);
        reader.readDescriptor();
        int count = reader.enterList();
        for (int i = 0; i < count; i++) {
            boolean present = !reader.isNull();
            EncodedValue value = reader.readValue();
            if (present && i < FIELDS) {
                fields[i] = value;
            }
        }
        int after = reader.position();
        if (reader.hasMore() && reader.readDescriptor() == Section.APPLICATION_PROPERTIES) {
            int entries = reader.enterMap();
            for (int i = 0; i < entries; i += 2) {
                String name = reader.readText().orElse("");
                user.put(key(name), new Property(name, reader.readValue()));
            }
            after = reader.position();
        }
        rest = after;
    }

    @Override
    public @Nullable Object system(SystemProperty property) {
        Integer place = PLACES.get(property);
        if (place != null) {
            EncodedValue field = fields[place];
            Object value = field == null ? null : field.decoded();
            return value == null ? null : String.valueOf(value);
        }
        String annotation = ANNOTATIONS.get(property);
        if (annotation != null) {
            EncodedValue value = annotations.get(annotation);
            return value == null ? null : value(value.decoded());
        }
        return switch (property) {
            case TIME_TO_LIVE -> timeToLive == SentMessage.UNLIMITED ? null : Duration.ofMillis(timeToLive);
            case SCHEDULED_ENQUEUE_TIME -> sent.scheduledAt() == 0 ? null : Instant.ofEpochMilli(sent.scheduledAt());
            case SIZE -> (long) sent.size();
            case DELIVERY_COUNT -> 0;
            default -> null;
        };
    }

    @Override
    public boolean hasUser(String name) {
        return user.containsKey(key(name));
    }

    @Override
    public @Nullable Object user(String name) {
        Property property = user.get(key(name));
        return property == null ? null : value(property.value().decoded());
    }

    @Override
    public void setSystem(SystemProperty property, @Nullable Object value) {
        changed = true;
        Integer place = PLACES.get(property);
        String annotation = ANNOTATIONS.get(property);
        if (place != null) {
            fields[place] = value == null ? null : EncodedValue.of(value);
        } else if (annotation != null) {
            annotations.remove(annotation);
            if (value != null) {
                annotations.put(annotation, EncodedValue.of(value));
            }
        } else if (property == SystemProperty.TIME_TO_LIVE) {
            timeToLive = value instanceof Duration duration ? duration.toMillis() : SentMessage.UNLIMITED;
        }
        // What is left is the time to be enqueued at, which a subscription ignores.
    }

    @Override
    @SuppressWarnings("NullAway") // AMQP's null is a value like others.
    public void setUser(String name, @Nullable Object value) {
        changed = true;
        Property existing = user.get(key(name));
        EncodedValue encoded = value instanceof Instant instant
                ? timestamp(instant)
                : EncodedValue.of(value instanceof Duration || value instanceof BigDecimal ? value.toString() : value);
        user.put(key(name), new Property(existing == null ? name : existing.name(), encoded));
    }

    @Override
    public void removeUser(String name) {
        changed |= user.remove(key(name)) != null;
    }

    private static EncodedValue timestamp(Instant instant) {
        byte[] bytes = new EncodedWriter(16).timestamp(instant.toEpochMilli()).toBytes();
        return new EncodedReader(bytes, 0, bytes.length).readValue();
    }

    /** The message with all changes. */
    SentMessage message() {
        if (!changed) {
            return sent;
        }
        byte[] bare = sent.bare();
        EncodedWriter writer = new EncodedWriter(bare.length + 256);
        writer.section(Section.PROPERTIES);
        int list = writer.openList(FIELDS);
        for (int i = 0; i < FIELDS; i++) {
            EncodedValue field = fields[i];
            if (field != null) {
                field.writeTo(writer);
            } else if (i == 0) {
                writer.string(LockToken.nextDigits());
            } else {
                writer.nothing();
            }
        }
        writer.close(list);
        writer.section(Section.APPLICATION_PROPERTIES);
        int map = writer.openMap(2 * user.size());
        user.values().forEach(property -> property.value().writeTo(writer.string(property.name())));
        writer.close(map);
        writer.raw(bare, rest, bare.length);
        EncodedWriter kept = new EncodedWriter(256);
        annotations.forEach((name, value) -> value.writeTo(kept.symbol(name)));
        return new SentMessage(
                2 * annotations.size(), kept.toBytes(), writer.toBytes(), timeToLive, sent.scheduledAt(), sent.hops());
    }

    private static @Nullable Object value(@Nullable Object decoded) {
        if (decoded instanceof Symbol || decoded instanceof Character) {
            return decoded.toString();
        }
        if (decoded instanceof UnsignedByte || decoded instanceof UnsignedShort) {
            return ((Number) decoded).intValue();
        }
        if (decoded instanceof UnsignedInteger number) {
            return number.longValue();
        }
        if (decoded instanceof UnsignedLong number) {
            return number.longValue() >= 0 ? number.longValue() : new BigDecimal(number.bigIntegerValue());
        }
        return decoded;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
