package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints what coalescing an update costs, as ratios to a bare parse of its event, and with many lanes to few. */
class LanesBenchmark {

    @Test
    void coalescingAnUpdate() throws Exception {
        Map<String, Double> nanos = new HashMap<>();
        Map<String, Double> bytes = new HashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(LanesJmh.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run()) {
            String label = result.getPrimaryResult().getLabel();
            // The median: what else the machine does meanwhile falls into a few iterations.
            nanos.put(label, result.getPrimaryResult().getStatistics().getPercentile(50));
            bytes.put(label, result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        }
        double parse = nanos.get("bareParse");
        double few = nanos.get("tenLanes");
        double large = nanos.get("tenLargeLanes");
        double many = nanos.get("hundredThousandLanes");
        System.out.printf(
                "coalescing an update: %.0f ns and %.0f bytes, %.2f of a bare parse (%.0f ns, %.0f bytes)%n",
                few, bytes.get("tenLanes"), few / parse, parse, bytes.get("bareParse"));
        System.out.printf(
                "with 100,000 lanes: %.0f ns and %.0f bytes, %.2f of what it costs with 10; %.2f of 10 that have as many"
                        + " entities (%.0f ns)%n",
                many, bytes.get("hundredThousandLanes"), many / few, many / large, large);

        assertThat(few / parse).as("of a bare parse").isLessThanOrEqualTo(1);
        assertThat(many / few).as("100,000 lanes to 10").isLessThanOrEqualTo(1.5);
    }
}
