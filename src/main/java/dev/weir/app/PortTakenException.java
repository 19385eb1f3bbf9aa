package dev.weir.app;

/** A port can't be had; the message is one line that names the port and the option. */
final class PortTakenException extends RuntimeException {
    PortTakenException(String message) {
        super(message);
    }
}
