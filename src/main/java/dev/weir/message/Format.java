package dev.weir.message;

/** In what form updates of a lane go out. */
public enum Format {
    /** Weir's own envelope, with deltas, versions and numbers that show gaps. */
    WEIR("weir"),
    /** CloudEvents 1.0 in the batched JSON format. */
    CLOUDEVENTS("cloudevents"),
    /** The data alone, one message an update. */
    RAW("raw");

    private final String text;

    Format(String text) {
        this.text = text;
    }

    /** The word in rules and documents. */
    public String text() {
        return text;
    }
}
