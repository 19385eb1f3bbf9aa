package dev.weir.local.amqp;

import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/** An AMQP error condition with its text, as it is sent to a client. */
public record AmqpError(String condition, String description) {
    public static final String NOT_FOUND = "amqp:not-found";
    public static final String NOT_ALLOWED = "amqp:not-allowed";
    public static final String NOT_IMPLEMENTED = "amqp:not-implemented";
    public static final String DECODE_ERROR = "amqp:decode-error";
    public static final String INTERNAL_ERROR = "amqp:internal-error";
    public static final String RESOURCE_LIMIT_EXCEEDED = "amqp:resource-limit-exceeded";
    public static final String MESSAGE_SIZE_EXCEEDED = "amqp:link:message-size-exceeded";

    /** No entity at this address. The SDKs tell a lasting absence from a passing one by this text. */
    public static AmqpError entityNotFound(String address) {
        return new AmqpError(NOT_FOUND, "The messaging entity '" + address + "' could not be found.");
    }

    public ErrorCondition toErrorCondition() {
        return new ErrorCondition(Symbol.valueOf(condition), description);
    }
}
