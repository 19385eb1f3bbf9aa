package dev.weir.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Events of 1 KiB, of 5,000 entities that 200 tenants have, by Zipf: the first entity has every ninth of them. The same seed
 * gives the same events. Of one thread.
 */
final class Workload {
    static final int ENTITIES = 5_000;
    static final int TENANTS = 200;
    static final String TYPE = "thing.changed";

    private static final int BYTES = 1_024;
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz012345".repeat(BYTES / 32);

    private final Random random;
    private final double[] upTo = new double[ENTITIES];
    private final int[] newest = new int[ENTITIES];
    private int entity;

    Workload(long seed) {
        random = new Random(seed);
        double sum = 0;
        for (int i = 0; i < ENTITIES; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
    }

    /** Goes on to the next event. */
    Workload next() {
        double drawn = random.nextDouble() * upTo[ENTITIES - 1];
        int low = 0;
        int high = ENTITIES - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] < drawn) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        entity = low;
        newest[low]++;
        return this;
    }

    /** What the event is about. */
    int entity() {
        return entity;
    }

    /** Which one of its entity it is, from 1. */
    int number() {
        return newest[entity];
    }

    static String tenant(int entity) {
        return "t" + entity % TENANTS;
    }

    byte[] body() {
        String head = "{\"id\":\"e" + entity + "\",\"tenant\":\"" + tenant(entity) + "\",\"n\":" + newest[entity]
                + ",\"text\":\"";
        return (head + FILLER.substring(0, BYTES - head.length() - 2) + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
