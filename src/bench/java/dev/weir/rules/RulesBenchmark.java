package dev.weir.rules;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints what judging an event costs as ratios to a bare parse of it, and how long ten thousand rules take to load. */
class RulesBenchmark {

    @Test
    void judgingAnEvent() throws Exception {
        Map<String, Double> nanos = new TreeMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(RulesJmh.class.getName())
                        .build())
                .run()) {
            nanos.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore());
        }
        double parse = nanos.get("bareParse");
        nanos.forEach((name, time) -> System.out.printf("%-18s %8.0f ns  %5.2f of a bare parse%n", name, time, time / parse));
        System.out.printf("10,000 rules cost %.2f of what 10 do%n", nanos.get("tenThousandRules") / nanos.get("tenRules"));
    }

    @Test
    void loadingTenThousandRules() {
        RulesJmh.rules(10);
        long start = System.nanoTime();
        RulesJmh.rules(10_000);
        System.out.printf("10,000 rules loaded in %.1f s%n", (System.nanoTime() - start) / 1e9);
    }
}
