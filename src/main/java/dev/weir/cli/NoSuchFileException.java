package dev.weir.cli;

import java.nio.file.Path;

/** Something that a command was given is not there: wrong usage. */
public final class NoSuchFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchFileException(Path path) {
        super(path + ": there is no such file or folder");
    }
}
