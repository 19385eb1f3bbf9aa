package dev.weir.state;

/** A store can't be opened; the message says what to do. */
public final class StateStoreException extends RuntimeException {
    StateStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
