package dev.weir.local.odata;

/** A condition on connections. */
public final class ODataFilter {
    /** The longest filter that is read, in characters. */
    public static final int MAX_LENGTH = 16 * 1024;
    /** The most comparisons, {@code in} operators and boolean functions; the service speaks of about so many. */
    public static final int MAX_CLAUSES = 100;

    private final String text;
    private final Term condition;

    private ODataFilter(String text, Term condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Reads a filter.
     *
     * @throws FilterSyntaxException when it cannot be read, compares what cannot be compared, or is too large
     */
    public static ODataFilter parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FilterSyntaxException(
                    MAX_LENGTH + 1, "expected at most " + MAX_LENGTH + " characters, but found " + text.length());
        }
        return new ODataFilter(text, new FilterParser(Lexer.read(text)).parse());
    }

    /** Whether the connection meets the condition; what is neither true nor false is not met. */
    public boolean matches(ConnectionView connection) {
        return Boolean.TRUE.equals(condition.evaluate(connection));
    }

    /** The filter as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
