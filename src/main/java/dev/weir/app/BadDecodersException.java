package dev.weir.app;

/** Decoders that can't be loaded; the message says which and what to do. */
final class BadDecodersException extends RuntimeException {
    BadDecodersException(String message) {
        super(message);
    }
}
