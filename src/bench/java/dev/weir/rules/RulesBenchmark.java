package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What judging an event costs as ratios to a bare parse of it, and how long ten thousand rules take to load. Each call is
 * timed by itself and the median counts, since what else runs on the machine stretches few calls, but those by a lot; each
 * benchmark has three processes, since a process' compiler decides once.
 */
class RulesBenchmark {
    private static final double MEDIAN = 50;

    @Test
    void judgingAnEvent() throws Exception {
        Map<String, Double> nanos = new TreeMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(RulesJmh.class.getName())
                        .build())
                .run()) {
            nanos.put(result.getPrimaryResult().getLabel(), calmest(result));
        }
        double parse = nanos.get("bareParse");
        double ten = nanos.get("tenRules") / parse;
        double tenThousand = nanos.get("tenThousandRules") / nanos.get("tenRules");
        nanos.forEach((name, time) -> System.out.printf("%-18s %8.0f ns  %5.2f of a bare parse%n", name, time, time / parse));
        System.out.printf("10,000 rules cost %.2f of what 10 do%n", tenThousand);

        assertThat(ten).as("from a message through 10 rules, by a bare parse").isLessThanOrEqualTo(2.5);
        assertThat(tenThousand).as("10,000 rules by 10").isLessThanOrEqualTo(1.3);
    }

    /** Of each process the iteration with the lowest median, since a busy machine is long in compiling; the median of those. */
    private static double calmest(RunResult result) {
        List<Double> medians = result.getBenchmarkResults().stream()
                .map(process -> process.getIterationResults().stream()
                        .mapToDouble(iteration ->
                                iteration.getPrimaryResult().getStatistics().getPercentile(MEDIAN))
                        .min()
                        .orElseThrow())
                .sorted()
                .toList();
        return medians.get(medians.size() / 2);
    }

    @Test
    void loadingTenThousandRules() {
        RulesJmh.rules(10);
        for (String time : new String[] {"the first time", "the second time", "the third time"}) {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            RulesJmh.rules(10_000);
            System.out.printf(
                    "10,000 rules loaded in %.1f s %s, with %.1f s of all processors%n",
                    (System.nanoTime() - start) / 1e9, time, (cpuNanos() - cpu) / 1e9);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
