package dev.weir.local.sqlfilter;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A comparison of two values. Numbers compare by value, whatever their types; text by its UTF-16 code units, upper and
 * lower case being different. Values of two kinds have no operator in common, which is an error as it is in C#, whose
 * rules Service Bus follows; no text is ever taken for a number.
 */
enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    boolean test(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return testNumbers(a, b);
        }
        if (left instanceof String a && right instanceof String b) {
            return accepts(a.compareTo(b));
        }
        if (left instanceof Instant a && right instanceof Instant b) {
            return accepts(a.compareTo(b));
        }
        if (left instanceof Duration a && right instanceof Duration b) {
            return accepts(a.compareTo(b));
        }
        boolean alike =
                left instanceof Boolean && right instanceof Boolean || left instanceof UUID && right instanceof UUID;
        if (alike && this == EQUAL) {
            return left.equals(right);
        }
        if (alike && this == NOT_EQUAL) {
            return !left.equals(right);
        }
        throw new FilterEvaluationException(
                "'" + symbol + "' cannot be applied to " + describe(left) + " and " + describe(right));
    }

    /** Whether two values are of one kind and equal; values of two kinds are not. */
    static boolean same(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return EQUAL.testNumbers(a, b);
        }
        return left.equals(right);
    }

    private boolean testNumbers(Number a, Number b) {
        if (isWhole(a) && isWhole(b)) {
            return accepts(Long.compare(a.longValue(), b.longValue()));
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return this == NOT_EQUAL;
        }
        if (a instanceof BigDecimal || b instanceof BigDecimal) {
            boolean finite = Double.isFinite(x) && Double.isFinite(y);
            return accepts(finite ? exact(a).compareTo(exact(b)) : Double.compare(x, y));
        }
        // Not Double.compare, to which -0.0 is less than 0.0.
        return accepts(x < y ? -1 : x > y ? 1 : 0);
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte;
    }

    static BigDecimal exact(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (isWhole(number)) {
            return BigDecimal.valueOf(number.longValue());
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new FilterEvaluationException(value + " is no decimal");
        }
        return BigDecimal.valueOf(value);
    }

    private boolean accepts(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
        };
    }

    /** A value's kind, for messages: never the value, which may be long or private. */
    static String describe(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof UUID) {
            return "a GUID";
        }
        return "a value of type " + value.getClass().getSimpleName();
    }
}
