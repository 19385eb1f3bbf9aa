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

    Refusal(DeadLetter.Reason reason, String description) {
        super(description, null, false, false);
        this.reason = reason;
        this.description = description;
    }

    DeadLetter.Reason reason() {
        return reason;
    }

    String description() {
        return description;
    }
}
