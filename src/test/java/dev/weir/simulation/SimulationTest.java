package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Thousands of short lives of the core. {@code -Dweir.simulation.runs=20000} makes more of them, {@code -Dweir.seed=…} plays
 * one again.
 */
class SimulationTest {
    private static final int RUNS = Integer.getInteger("weir.simulation.runs", 2000);

    @Test
    void whateverFailsEveryGuaranteeHolds() {
        Long replayed = Long.getLong("weir.seed");
        if (replayed != null) {
            assertThat(new World(replayed, new Wiring()).run()).isEmpty();
            return;
        }
        long first = System.nanoTime();
        for (long seed = first; seed < first + RUNS; seed++) {
            assertThat(new World(seed, new Wiring()).run())
                    .as("play it again with -Dweir.seed=%d", seed)
                    .isEmpty();
        }
    }
}
