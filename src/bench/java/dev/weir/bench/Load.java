package dev.weir.bench;

/** How events come, and what Web PubSub takes. */
enum Load {
    /** All are there at once. */
    BACKLOG("backlog, no budget", 0),
    /** A share of what the floor passes of a backlog. */
    OFFERED("a share of the floor offered, no budget", 0),
    /** The same, and Web PubSub refuses calls beyond a thousand a second. */
    BUDGET("a share of the floor offered, 1,000 calls/s", 1_000);

    private final String text;
    private final int budget;

    Load(String text, int budget) {
        this.text = text;
        this.budget = budget;
    }

    String text() {
        return text;
    }

    int budget() {
        return budget;
    }
}
