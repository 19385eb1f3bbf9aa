package dev.weir.pipeline;

/** Why a source takes no more for now. Back-pressure is not among them: the source's credit runs dry by itself. */
public enum PauseCause {
    /** An operator asked for it. */
    OPERATOR("an operator paused it"),
    /** A hub that it feeds fails. */
    BREAKER("the breaker is open"),
    /** The destination of its dead letters does not take them. */
    DEAD_LETTERS("its dead letters are not taken");

    private final String text;

    PauseCause(String text) {
        this.text = text;
    }

    /** The cause in words, after the source's name. */
    public String text() {
        return text;
    }
}
