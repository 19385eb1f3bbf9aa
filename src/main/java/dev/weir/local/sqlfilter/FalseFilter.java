package dev.weir.local.sqlfilter;

/** Selects no message. */
public record FalseFilter() implements RuleFilter {
    @Override
    public boolean matches(MessageProperties message) {
        return false;
    }
}
