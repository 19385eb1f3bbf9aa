package dev.weir.local.sqlfilter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An operator between two values. Operands are promoted as in C#: to decimal, double, float, long or int, whichever is
 * the first that one of them has; integers wrap around. Text plus a value is concatenation.
 */
enum Arithmetic {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    REMAINDER("%");

    // The service's limit of a property; without one, an action of doublings would fill the memory.
    private static final int MAX_TEXT = 32 * 1024;

    private final String symbol;

    Arithmetic(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    Object apply(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return applyToNumbers(a, b);
        }
        if (this == ADD && (left instanceof String || right instanceof String)) {
            return concatenate(text(left), text(right));
        }
        throw new FilterEvaluationException("'" + symbol + "' cannot be applied to " + Comparison.describe(left)
                + " and " + Comparison.describe(right));
    }

    private Object applyToNumbers(Number a, Number b) {
        if (a instanceof BigDecimal || b instanceof BigDecimal) {
            return decimal(Comparison.exact(a), Comparison.exact(b));
        }
        if (a instanceof Double || b instanceof Double) {
            return real(a.doubleValue(), b.doubleValue());
        }
        if (a instanceof Float || b instanceof Float) {
            return (float) real(a.floatValue(), b.floatValue());
        }
        long result = whole(a.longValue(), b.longValue());
        if (a instanceof Long || b instanceof Long) {
            return result;
        }
        return (int) result;
    }

    private long whole(long a, long b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / divisor(b);
            case REMAINDER -> a % divisor(b);
        };
    }

    private static long divisor(long value) {
        if (value == 0) {
            throw new FilterEvaluationException("division by zero");
        }
        return value;
    }

    private double real(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case REMAINDER -> a % b;
        };
    }

    private BigDecimal decimal(BigDecimal a, BigDecimal b) {
        MathContext precision = MathContext.DECIMAL128;
        try {
            return switch (this) {
                case ADD -> a.add(b, precision);
                case SUBTRACT -> a.subtract(b, precision);
                case MULTIPLY -> a.multiply(b, precision);
                case DIVIDE -> a.divide(b, precision);
                case REMAINDER -> a.remainder(b, precision);
            };
        } catch (ArithmeticException e) {
            throw new FilterEvaluationException("'" + symbol + "' failed on two decimals: " + e.getMessage());
        }
    }

    static Object negate(Object value) {
        if (value instanceof Number number) {
            return SUBTRACT.applyToNumbers(0, number);
        }
        throw new FilterEvaluationException("'-' cannot be applied to " + Comparison.describe(value));
    }

    private static String concatenate(String left, String right) {
        if (left.length() + right.length() > MAX_TEXT) {
            throw new FilterEvaluationException("a text of more than " + MAX_TEXT + " characters");
        }
        return left + right;
    }

    /** A value as text, in C#'s way. */
    static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toString();
        }
        if (value instanceof String
                || value instanceof Number
                || value instanceof UUID
                || value instanceof Instant
                || value instanceof Duration) {
            return value.toString();
        }
        throw new FilterEvaluationException(Comparison.describe(value) + " has no text");
    }
}
