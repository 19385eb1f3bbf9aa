package dev.weir.rehearsal;

import java.util.Arrays;

/** Counts over time, in at most a few hundred equal spans that grow as time goes on. Of one thread. */
public final class TimeSeries {
    private static final int MAX_SPANS = 512;

    private long spanMillis = 1000;
    private long[] counts = new long[MAX_SPANS];
    private int used;

    /** Adds to the count of a time, in milliseconds from the start. */
    void add(long atMillis, long count) {
        while (atMillis / spanMillis >= MAX_SPANS) {
            halve();
        }
        int index = (int) (atMillis / spanMillis);
        counts[index] += count;
        used = Math.max(used, index + 1);
    }

    private void halve() {
        long[] wider = new long[MAX_SPANS];
        for (int i = 0; i < used; i++) {
            wider[i / 2] += counts[i];
        }
        counts = wider;
        used = (used + 1) / 2;
        spanMillis *= 2;
    }

    /** How long a span is, in milliseconds. */
    public long spanMillis() {
        return spanMillis;
    }

    /** Counts a second in each span, from the start. */
    public double[] perSecond() {
        return Arrays.stream(counts, 0, used)
                .mapToDouble(count -> count * 1000.0 / spanMillis)
                .toArray();
    }
}
