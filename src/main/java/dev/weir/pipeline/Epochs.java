package dev.weir.pipeline;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Epochs for lanes: a random part for this life of the bridge, and a count. Owned by the core's thread.
 *
 * <p>The random part has 48 bits: that two lives of one lane share it is less likely than one in a hundred million even after
 * a thousand restarts.
 */
final class Epochs implements Supplier<String> {
    private static final int BASE = 36;

    private final String life;
    private long lanes;

    Epochs(RandomGenerator random) {
        this.life = Long.toString(random.nextLong() >>> 16, BASE);
    }

    @Override
    public String get() {
        return life + "." + Long.toString(lanes++, BASE);
    }
}
