package dev.weir.local.sqlfilter;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * C#'s implicit conversions of numbers, which never lose size: byte, short, int, long, float, double, and from whole
 * numbers to decimal. SET keeps the type that a property has where one of these leads to it.
 */
enum Widening {
    BYTE(Byte.class),
    SHORT(Short.class),
    INT(Integer.class),
    LONG(Long.class),
    FLOAT(Float.class),
    DOUBLE(Double.class),
    DECIMAL(BigDecimal.class);

    private final Class<?> type;

    Widening(Class<?> type) {
        this.type = type;
    }

    static Object to(@Nullable Object existing, Object value) {
        Widening target = of(existing);
        Widening source = of(value);
        if (target == null || source == null || source.compareTo(target) >= 0) {
            return value;
        }
        Number number = (Number) value;
        return switch (target) {
            case BYTE -> value;
            case SHORT -> number.shortValue();
            case INT -> number.intValue();
            case LONG -> number.longValue();
            case FLOAT -> number.floatValue();
            case DOUBLE -> number.doubleValue();
            case DECIMAL -> source == FLOAT || source == DOUBLE ? value : BigDecimal.valueOf(number.longValue());
        };
    }

    private static @Nullable Widening of(@Nullable Object value) {
        for (Widening widening : values()) {
            if (widening.type.isInstance(value)) {
                return widening;
            }
        }
        return null;
    }
}
