package dev.weir.local.sqlfilter;

/**
 * A filter or an action that makes no sense for one message: a system property that does not exist, types without a
 * common operator, a division by zero. Service Bus then dead-letters or drops the message, as the subscription says.
 */
public final class FilterEvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterEvaluationException(String message) {
        super(message);
    }
}
