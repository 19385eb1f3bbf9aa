package dev.weir.checkpoint;

/** A checkpoint store that can't be opened. The message says which, why, and what to do; it holds no secret. */
public final class CheckpointStoreException extends RuntimeException {
    CheckpointStoreException(String message) {
        super(message);
    }

    CheckpointStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
