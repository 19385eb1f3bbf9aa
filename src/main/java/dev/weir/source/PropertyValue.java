package dev.weir.source;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Date;

/** An application property's value as rules see it: text, {@link Long}, {@link Double} or {@link Boolean}. */
final class PropertyValue {
    private PropertyValue() {}

    /** The value of what an SDK gave; dates become RFC 3339 in UTC, bytes base64, all else its own text. */
    static Object of(Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Number number) {
            return of(number);
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value.toString();
    }

    /** AMQP's unsigned and decimal types come as numbers of the SDK's own: by text, so that none changes its value. */
    private static Object of(Number number) {
        String text = number.toString();
        long integer = number.longValue();
        if (Long.toString(integer).equals(text)) {
            return integer;
        }
        double decimal = number.doubleValue();
        return Double.isFinite(decimal) ? decimal : text;
    }
}
