package dev.weir.source.eventhubs;

/**
 * What the SDK holds ahead of the bridge, chosen so that all partitions together stay within half of what a source may
 * hold. Immutable.
 *
 * @param prefetch events that a partition's link may ask for ahead
 * @param batch events that are handed over at once
 */
record Ahead(int prefetch, int batch) {
    /** For each event of prefetch: one on the link, one in a batch that waits, one in the batch at hand. */
    private static final int COPIES = 3;

    static Ahead of(EventHubsSettings settings, int partitions) {
        int share = settings.maxHeldEvents() / 2 / COPIES / Math.max(1, partitions);
        int prefetch = Math.max(1, Math.min(settings.prefetch(), share));
        return new Ahead(prefetch, Math.min(settings.batch().events(), prefetch));
    }
}
