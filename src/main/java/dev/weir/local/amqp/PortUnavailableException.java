package dev.weir.local.amqp;

/** The listener could not bind its address; the message names host and port in one line, fit for a terminal. */
public final class PortUnavailableException extends RuntimeException {
    PortUnavailableException(String host, int port, Throwable cause) {
        super("cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
    }
}
