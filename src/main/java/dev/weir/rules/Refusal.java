package dev.weir.rules;

import dev.weir.event.DeadLetter;

/**
 * Ends the evaluation of an event from deep within a template; {@link RuleSet} makes a value of it, so it never leaves the
 * package. Without a stack trace it costs no more than a return value would, and a hostile feed can't make it cost more.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final DeadLetter.Reason reason;
    private final String description;
    private final boolean missing;

    Refusal(DeadLetter.Reason reason, String description) {
        this(reason, description, false);
    }

    private Refusal(DeadLetter.Reason reason, String description, boolean missing) {
        super(description, null, false, false);
        this.reason = reason;
        this.description = description;
        this.missing = missing;
    }

    /** A refusal because a field is missing or null, which a rule may pass over. */
    static Refusal ofMissing(DeadLetter.Reason reason, String description) {
        return new Refusal(reason, description, true);
    }

    /** The same, saying where. */
    Refusal within(String where) {
        return new Refusal(reason, where + ": " + description, missing);
    }

    DeadLetter.Reason reason() {
        return reason;
    }

    String description() {
        return description;
    }

    /** Whether nothing but a missing field is wrong. */
    boolean isMissing() {
        return missing;
    }
}
