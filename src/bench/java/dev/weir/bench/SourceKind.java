package dev.weir.bench;

/** What events are taken from. */
enum SourceKind {
    SERVICE_BUS("Service Bus", 0.6, 0.5),
    EVENT_HUBS("Event Hubs", 0.3, 0.25);

    static final String QUEUE = "things";
    static final String HUB = "readings";
    static final int PARTITIONS = 4;

    private final String text;
    private final double aim;
    private final double offered;

    SourceKind(String text, double aim, double offered) {
        this.text = text;
        this.aim = aim;
        this.offered = offered;
    }

    String text() {
        return text;
    }

    /** What share of the floor's events a second Weir is to pass at least. */
    double aim() {
        return aim;
    }

    /** What share of them is sent where all are to be passed. */
    double offered() {
        return offered;
    }
}
