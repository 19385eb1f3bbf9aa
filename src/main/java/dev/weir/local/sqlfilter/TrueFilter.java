package dev.weir.local.sqlfilter;

/** Selects every message. */
public record TrueFilter() implements RuleFilter {
    @Override
    public boolean matches(MessageProperties message) {
        return true;
    }
}
