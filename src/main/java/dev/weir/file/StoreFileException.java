package dev.weir.file;

import org.jspecify.annotations.Nullable;

/** A file can't be opened; the message says why, and what to do. */
public final class StoreFileException extends RuntimeException {
    StoreFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
