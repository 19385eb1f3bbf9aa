package dev.weir.coalesce;

/** Why a batch was cut. */
public enum FlushCause {
    /** The lane had been quiet. */
    FIRST("first"),
    /** The earliest of what waited had waited its time. */
    WINDOW("window"),
    /** So much waited that it filled a batch. */
    SIZE("size"),
    /** An update said that its entity's window ends with it. */
    BARRIER("barrier"),
    /** A batch was given up or refused, and its updates go out in another. */
    RETRY("retry"),
    /** The bridge is about to stop. */
    DRAIN("drain"),
    /** The lane fell quiet, and repeats its last number. */
    TAIL("tail");

    private final String text;

    FlushCause(String text) {
        this.text = text;
    }

    /** The word in metrics. */
    public String text() {
        return text;
    }
}
