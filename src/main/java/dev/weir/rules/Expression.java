package dev.weir.rules;

/** An expression over an event, ready to be evaluated. Immutable, and safe on any thread. */
interface Expression {

    /**
     * Its value: {@link String}, {@link Long}, {@link Double}, {@link Boolean}, a Jackson node, a {@link java.util.List} or
     * {@link java.util.Map}, {@link Missing}, or one of CEL's own types.
     *
     * @throws Refusal where it can't be evaluated
     */
    Object valueIn(Variables variables);

    /** The expression as it was written. */
    String text();
}
