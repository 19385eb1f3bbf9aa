package dev.weir.message;

/** What is kept of an entity's updates while they wait. */
public enum Keep {
    /** The newest alone. */
    LATEST("latest"),
    /** All of them merged into one, field by field (RFC 7396). */
    MERGE("merge"),
    /** Each, in order. */
    ALL("all");

    private final String text;

    Keep(String text) {
        this.text = text;
    }

    /** The word in rules and documents. */
    public String text() {
        return text;
    }
}
