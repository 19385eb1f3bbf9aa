package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints what coalescing an update costs, as ratios to a bare parse of its event, and with many lanes to few. */
class LanesBenchmark {

    @Test
    void coalescingAnUpdate() throws Exception {
        Map<String, Double> nanos = new HashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(LanesJmh.class.getName())
                        .build())
                .run()) {
            nanos.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore());
        }
        double parse = nanos.get("bareParse");
        double few = nanos.get("tenLanes");
        double many = nanos.get("hundredThousandLanes");
        System.out.printf(
                "coalescing an update: %.0f ns, %.2f of a bare parse (%.0f ns); with 100,000 lanes %.2f of what it costs"
                        + " with 10%n",
                few, few / parse, parse, many / few);

        assertThat(few / parse).as("of a bare parse").isLessThanOrEqualTo(1);
        assertThat(many / few).as("100,000 lanes to 10").isLessThanOrEqualTo(1.5);
    }
}
