package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendingTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Spending spending = new WeirMetrics(registry, hub -> 1.5).spending();

    @Test
    void aPublishIsSharedOutByTheUpdatesOfEachRuleAndHasItsPrice() {
        spending.accepted("updates", "acme", 7_900, Map.of("jobs", 3, "runs", 1));

        assertThat(count("weir.spending.units", "hub", "updates")).isEqualTo(4);
        assertThat(count("weir.spending.cost", "hub", "updates")).isEqualTo(4 * 1.5e-6);
        assertThat(count("weir.spending.rule.units", "rule", "jobs")).isEqualTo(3);
        assertThat(count("weir.spending.rule.calls", "rule", "runs")).isEqualTo(0.25);
        assertThat(count("weir.spending.tenant.calls", "tenant", "acme")).isEqualTo(1);
    }

    @Test
    void aMessageUnitIsTwoKibibytesAndTheLeastThatAPublishTakes() {
        assertThat(Spending.messageUnits(0)).isEqualTo(1);
        assertThat(Spending.messageUnits(2_048)).isEqualTo(1);
        assertThat(Spending.messageUnits(2_049)).isEqualTo(2);
    }

    @Test
    void aHundredTenantsHaveTheirOwnCountsAndTheRestShareOne() {
        for (int tenant = 0; tenant < 150; tenant++) {
            spending.accepted("updates", "t" + tenant, 100, Map.of("jobs", 1));
        }

        assertThat(registry.find("weir.spending.tenant.calls").counters()).hasSize(101);
        assertThat(count("weir.spending.tenant.calls", "tenant", Spending.OTHERS))
                .isEqualTo(50);
    }

    private double count(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counter().count();
    }
}
