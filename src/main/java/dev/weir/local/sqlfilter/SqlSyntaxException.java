package dev.weir.local.sqlfilter;

/** A filter or an action that cannot be read. Its message says where, what was expected and what was found. */
public final class SqlSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;

    SqlSyntaxException(int position, String problem) {
        super("character " + position + ": " + problem);
        this.position = position;
    }

    /** The character at which reading stopped, counted from 1. */
    public int position() {
        return position;
    }
}
