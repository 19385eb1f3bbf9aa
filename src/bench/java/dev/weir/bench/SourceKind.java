package dev.weir.bench;

/** What events are taken from. */
enum SourceKind {
    SERVICE_BUS("Service Bus"),
    EVENT_HUBS("Event Hubs");

    static final String QUEUE = "things";
    static final String HUB = "readings";
    static final int PARTITIONS = 4;

    private final String text;

    SourceKind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
