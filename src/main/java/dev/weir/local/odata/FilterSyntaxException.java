package dev.weir.local.odata;

/** A filter that cannot be read. Its message says where, what was expected and what was found. */
public final class FilterSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;

    FilterSyntaxException(int position, String problem) {
        super("Invalid filter at character " + position + ": " + problem);
        this.position = position;
    }

    /** The character at which reading stopped, counted from 1. */
    public int position() {
        return position;
    }
}
