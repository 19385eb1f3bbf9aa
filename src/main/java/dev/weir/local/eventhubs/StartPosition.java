package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;

/**
 * Where a reader begins, as its selector filter says. A position before what is kept begins with the oldest event that
 * is; one past the newest event is refused, as Azure does: it is of another hub, or of one that was created anew.
 *
 * @param kind what the position counts
 * @param value an offset, a sequence number, or milliseconds since the epoch
 * @param inclusive whether the event at the position is read too
 */
record StartPosition(Kind kind, long value, boolean inclusive) {
    private static final Symbol FILTER = Symbol.valueOf("apache.org:selector-filter:string");
    private static final String ARGUMENT_ERROR = "com.microsoft:argument-error";
    private static final Pattern EXPRESSION = Pattern.compile("amqp\\.annotation\\.(x-opt-[a-z-]+) *(>=?) *'([^']*)'");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final StartPosition EARLIEST = new StartPosition(Kind.OFFSET, -1, false);
    private static final StartPosition LATEST = new StartPosition(Kind.LATEST, 0, false);

    /** What a position counts. */
    enum Kind {
        OFFSET,
        SEQUENCE_NUMBER,
        ENQUEUED_TIME,
        LATEST
    }

    /**
     * Reads the position from a link's filters; without a selector it is the earliest.
     *
     * @throws InvalidPositionException when the selector is none that Event Hubs knows
     */
    static StartPosition of(Map<Symbol, Object> filters) {
        Object filter = filters.get(FILTER);
        if (filter == null) {
            return EARLIEST;
        }
        Object selector = filter instanceof DescribedType described ? described.getDescribed() : filter;
        Matcher expression = EXPRESSION.matcher(String.valueOf(selector).trim());
        if (!expression.matches()) {
            throw malformed(selector);
        }
        String value = expression.group(3);
        boolean inclusive = expression.group(2).equals(">=");
        Kind kind = kind(expression.group(1)).orElseThrow(() -> malformed(selector));
        if (kind == Kind.OFFSET && value.equals("@latest")) {
            return LATEST;
        }
        if (!NUMBER.matcher(value).matches()) {
            throw malformed(selector);
        }
        return new StartPosition(kind, Long.parseLong(value), inclusive);
    }

    private static Optional<Kind> kind(String annotation) {
        return switch (annotation) {
            case "x-opt-offset" -> Optional.of(Kind.OFFSET);
            case "x-opt-sequence-number" -> Optional.of(Kind.SEQUENCE_NUMBER);
            case "x-opt-enqueued-time" -> Optional.of(Kind.ENQUEUED_TIME);
            default -> Optional.empty();
        };
    }

    private static InvalidPositionException malformed(Object selector) {
        return new InvalidPositionException(new AmqpError(
                ARGUMENT_ERROR,
                "The filter '" + selector + "' is invalid. Expected is amqp.annotation.NAME > 'VALUE' or >= 'VALUE',"
                        + " where NAME is x-opt-offset, x-opt-sequence-number or x-opt-enqueued-time, and VALUE is a"
                        + " number, or @latest for an offset."));
    }

    /**
     * The sequence number of the first event to read.
     *
     * @throws InvalidPositionException when the position is past the newest event
     */
    long resolve(PartitionLog log) {
        long from = inclusive ? value - 1 : value;
        return switch (kind) {
            case LATEST -> log.end();
            case OFFSET -> {
                check("offset", log.lastOffset());
                yield log.after(from);
            }
            case SEQUENCE_NUMBER -> {
                check("sequence number", log.end() - 1);
                yield Math.max(log.first(), from + 1);
            }
            case ENQUEUED_TIME -> log.afterTime(from);
        };
    }

    private void check(String what, long last) {
        if (value > last) {
            throw new InvalidPositionException(new AmqpError(
                    ARGUMENT_ERROR,
                    "The supplied " + what + " '" + value + "' is invalid. The last " + what + " in the system is '"
                            + last + "'"));
        }
    }

    /** A position that a reader cannot begin at. */
    static final class InvalidPositionException extends RuntimeException {
        private final transient AmqpError error;

        InvalidPositionException(AmqpError error) {
            super(error.description());
            this.error = error;
        }

        AmqpError error() {
            return error;
        }
    }
}
