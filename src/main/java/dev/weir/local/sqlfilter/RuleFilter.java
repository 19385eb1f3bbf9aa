package dev.weir.local.sqlfilter;

/** What a rule selects messages by. Immutable. */
public sealed interface RuleFilter permits TrueFilter, FalseFilter, SqlFilter, CorrelationFilter {
    /**
     * Whether a message is selected; what is neither true nor false is not.
     *
     * @throws FilterEvaluationException when the filter makes no sense for this message
     */
    boolean matches(MessageProperties message);
}
