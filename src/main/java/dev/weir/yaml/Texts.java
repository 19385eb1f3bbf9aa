package dev.weir.yaml;

import java.util.Optional;

/** What a reader puts in the place of the texts in a file: values of the environment, for example. */
public interface Texts {

    /** Every value as it is written. */
    Texts AS_WRITTEN = new Texts() {};

    /** The value that takes precedence over the file's at this path, whether or not the file has one. */
    default Optional<String> override(String path) {
        return Optional.empty();
    }

    /**
     * The text to be read instead of the scalar's; itself where nothing is to be replaced. A text that was replaced is
     * of the type that it looks like.
     */
    default String replace(Scalar scalar, Findings findings) {
        return scalar.text();
    }
}
