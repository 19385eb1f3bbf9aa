package dev.weir.event;

/** How a delivery ended, in the order of precedence: a delivery with several updates takes the first that applies. */
public enum End {
    DEAD_LETTERED("dead-lettered"),
    PUBLISHED("published"),
    SUPERSEDED("superseded"),
    FILTERED("filtered"),
    UNMATCHED("unmatched");

    private final String text;

    End(String text) {
        this.text = text;
    }

    /** The word in metrics and docs. */
    public String text() {
        return text;
    }

    /** The one of both that says more about a delivery. */
    public End or(End other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
