package dev.weir.local.amqp;

/** The bytes are not the AMQP value that they should be: a client's fault, answered with {@code amqp:decode-error}. */
public final class MalformedValueException extends RuntimeException {
    public MalformedValueException(String message) {
        super(message);
    }
}
