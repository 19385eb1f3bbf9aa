package dev.weir.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Which event of which entity was seen when. Of one thread. */
final class Sightings {
    private static final int EVENT_BYTES = 16;

    private int[] entities = new int[1 << 16];
    private int[] numbers = new int[1 << 16];
    private long[] times = new long[1 << 16];
    private int count;

    void saw(int entity, int number, long at) {
        if (count == times.length) {
            entities = Arrays.copyOf(entities, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
        }
        entities[count] = entity;
        numbers[count] = number;
        times[count++] = at;
    }

    Sightings copy() {
        Sightings copy = new Sightings();
        copy.entities = Arrays.copyOf(entities, Math.max(1, count));
        copy.numbers = Arrays.copyOf(numbers, Math.max(1, count));
        copy.times = Arrays.copyOf(times, Math.max(1, count));
        copy.count = count;
        return copy;
    }

    /**
     * How long events took until they were seen.
     *
     * @param millis of events sent in the window; one that nobody has seen counts until the end of the watch
     * @param waitingAtStart events that had been sent before the window began, and not seen
     * @param waitingAtEnd the same at its end
     * @param unseen entities whose newest event nobody has seen at all
     */
    record Staleness(Histogram millis, int waitingAtStart, int waitingAtEnd, int unseen) {}

    /**
     * An event is seen when it, or a newer one of its entity, is.
     *
     * @param feed the events that were sent
     * @param until when the watch ended
     */
    Staleness of(Path feed, long windowStart, long windowEnd, long until) throws IOException {
        int events = (int) (Files.size(feed) / EVENT_BYTES);
        int[][] seenNumbers = new int[Workload.ENTITIES][];
        long[][] seenTimes = new long[Workload.ENTITIES][];
        int[] seen = new int[Workload.ENTITIES];
        int[] highest = new int[Workload.ENTITIES];
        for (int i = 0; i < count; i++) {
            int entity = entities[i];
            if (numbers[i] <= highest[entity]) {
                continue;
            }
            highest[entity] = numbers[i];
            if (seenNumbers[entity] == null || seen[entity] == seenNumbers[entity].length) {
                int room = Math.max(8, 2 * seen[entity]);
                seenNumbers[entity] = seenNumbers[entity] == null ? new int[room] : Arrays.copyOf(seenNumbers[entity], room);
                seenTimes[entity] = seenTimes[entity] == null ? new long[room] : Arrays.copyOf(seenTimes[entity], room);
            }
            seenNumbers[entity][seen[entity]] = numbers[i];
            seenTimes[entity][seen[entity]++] = times[i];
        }
        Histogram millis = new Histogram(3);
        int[] at = new int[Workload.ENTITIES];
        int[] newest = new int[Workload.ENTITIES];
        int waitingAtStart = 0;
        int waitingAtEnd = 0;
        try (DataInputStream log = new DataInputStream(new BufferedInputStream(Files.newInputStream(feed), 1 << 16))) {
            for (int i = 0; i < events; i++) {
                int entity = log.readInt();
                int number = log.readInt();
                long sentAt = log.readLong();
                newest[entity] = number;
                while (at[entity] < seen[entity] && seenNumbers[entity][at[entity]] < number) {
                    at[entity]++;
                }
                long seenAt = at[entity] < seen[entity] ? seenTimes[entity][at[entity]] : Long.MAX_VALUE;
                waitingAtStart += sentAt < windowStart && seenAt > windowStart ? 1 : 0;
                waitingAtEnd += sentAt < windowEnd && seenAt > windowEnd ? 1 : 0;
                if (sentAt >= windowStart && sentAt < windowEnd) {
                    millis.recordValue(Math.max(0, Math.min(seenAt, until) - sentAt));
                }
            }
        }
        int unseen = 0;
        for (int entity = 0; entity < Workload.ENTITIES; entity++) {
            unseen += highest[entity] < newest[entity] ? 1 : 0;
        }
        return new Staleness(millis, waitingAtStart, waitingAtEnd, unseen);
    }
}
