package dev.weir.local.sqlfilter;

import java.util.Map;

/** A condition in Service Bus' SQL. */
public final class SqlFilter implements RuleFilter {
    private final String expression;
    private final Predicate predicate;

    private SqlFilter(String expression, Predicate predicate) {
        this.expression = expression;
        this.predicate = predicate;
    }

    /**
     * Reads a filter of at most 1,024 characters.
     *
     * @throws SqlSyntaxException when it cannot be read
     */
    public static SqlFilter parse(String expression) {
        return parse(expression, Map.of());
    }

    /**
     * Reads a filter with parameters.
     *
     * @param parameters values of the types of {@link MessageProperties}, by name with the {@code @} before it
     * @throws SqlSyntaxException when it cannot be read, or a parameter has no value
     */
    public static SqlFilter parse(String expression, Map<String, Object> parameters) {
        TokenCursor tokens = TokenCursor.over(expression);
        return new SqlFilter(expression, new PredicateParser(tokens, Map.copyOf(parameters)).parse());
    }

    /** The filter as it was written. */
    public String expression() {
        return expression;
    }

    @Override
    public boolean matches(MessageProperties message) {
        return predicate.test(message) == Truth.TRUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SqlFilter filter && predicate.equals(filter.predicate);
    }

    @Override
    public int hashCode() {
        return predicate.hashCode();
    }

    @Override
    public String toString() {
        return "SqlFilter[" + expression + "]";
    }
}
