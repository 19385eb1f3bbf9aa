package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Thousands of short lives of the core. {@code -Dweir.simulation.runs=20000} makes more of them, {@code -Dweir.seed=…} plays
 * one again.
 */
class SimulationTest {
    private static final int RUNS = Integer.getInteger("weir.simulation.runs", 2000);

    @Test
    void whateverFailsEveryGuaranteeHolds(TestReporter reporter) {
        Long replayed = Long.getLong("weir.seed");
        long first = replayed == null ? ThreadLocalRandom.current().nextLong(1L << 40) : replayed;
        int runs = replayed == null ? RUNS : 1;
        reporter.publishEntry("seeds", first + " to " + (first + runs - 1));

        List<String> violations = LongStream.range(first, first + runs)
                .parallel()
                .mapToObj(seed -> new World(seed).run())
                .flatMap(List::stream)
                .limit(10)
                .toList();

        assertThat(violations).as("play one again with -Dweir.seed=…").isEmpty();
    }
}
