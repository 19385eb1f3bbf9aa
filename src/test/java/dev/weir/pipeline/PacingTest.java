package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Hub;
import dev.weir.publish.Outcome;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.EventDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * A light tenant beside one that wants more than the budget for half a minute. {@code -Dweir.plot=FILE} writes what happens
 * as an SVG.
 */
class PacingTest {
    private static final int BUDGET = 20;
    private static final int SECONDS = 60;
    private static final RuleSet RULES = RulesLoader.load(
                    List.of(new RulesFile("rules.yaml", """
                            version: 1
                            tenant: {from: data.tenant, pattern: "[a-z]+"}
                            rules:
                              - name: things
                                to:
                                  - group: "tenant:{tenant}:{data.group}"
                                entity: "thing/1"
                                coalesce: {every: 250ms}
                            """)), new RulesSettings("updates", Optional.empty()))
            .rules()
            .orElseThrow();

    private final VirtualLoop loop = new VirtualLoop();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final int[] heavyCalls = new int[SECONDS];
    private final int[] lightCalls = new int[SECONDS];
    private final int[] stretches = new int[SECONDS];
    private final long[] lightStaleness = new long[SECONDS];
    private final Bridge bridge = bridge();
    private long sequence;

    @Test
    void whenTheBudgetIsSpentTheHeaviestTenantWaitsLongerAndOnlyAsLongAsItIs() throws Exception {
        for (int second = 0; second < SECONDS; second++) {
            boolean heavy = second >= 10 && second < 40;
            for (int tenth = 0; tenth < 10; tenth++) {
                deliver("light", 0);
                for (int group = 0; heavy && group < 30; group++) {
                    deliver("heavy", group);
                }
                loop.advance(Duration.ofMillis(100));
            }
            stretches[second] =
                    (int) registry.get("weir.windows.stretch").gauge().value();
        }
        String plot = System.getProperty("weir.plot");
        if (plot != null) {
            Files.writeString(Path.of(plot), svg());
        }

        assertThat(stretches[9]).isEqualTo(1);
        assertThat(stretches[39]).isGreaterThan(1).isLessThanOrEqualTo(16);
        assertThat(stretches[SECONDS - 1]).as("intervals shrink again").isEqualTo(1);
        for (int second = 25; second < 40; second++) {
            assertThat(lightCalls[second])
                    .as("the light tenant in second %d", second)
                    .isGreaterThanOrEqualTo(3);
            assertThat(lightStaleness[second]).isLessThanOrEqualTo(1_000);
        }
    }

    private Bridge bridge() {
        WeirMetrics metrics = new WeirMetrics(registry);
        return new Bridge(
                new BridgeSettings(100, 100_000, Duration.ofHours(1), 1_000),
                loop,
                new Judge(new EventDecoder(EventDecoder.Settings.DEFAULT), () -> RULES, metrics, loop::wallMillis),
                hub -> new Hub(
                        new PublishSettings(BUDGET, 8, 4, Duration.ofMillis(100), Duration.ofSeconds(30)),
                        (lane, body) -> {
                            int second = (int) Math.min(SECONDS - 1, loop.nanoTime() / 1_000_000_000);
                            (lane.target().name().contains("heavy") ? heavyCalls : lightCalls)[second]++;
                            return CompletableFuture.completedFuture(new Outcome.Accepted());
                        }),
                metrics,
                new Random(1));
    }

    private void deliver(String tenant, int group) {
        Origin origin = new Origin(
                new Scope("things", "", tenant + group), ++sequence, Instant.ofEpochMilli(loop.wallMillis()));
        long at = loop.nanoTime();
        byte[] body =
                "{\"tenant\":\"%s\",\"group\":%d}".formatted(tenant, group).getBytes(StandardCharsets.UTF_8);
        bridge.accept(new Delivery(
                origin, new RawMessage(body, "application/json", "thing", "m", Map.of()), 1, new Settlement() {
                    @Override
                    public CompletionStage<Answer> complete() {
                        int second = (int) Math.min(SECONDS - 1, loop.nanoTime() / 1_000_000_000);
                        if (tenant.equals("light")) {
                            lightStaleness[second] =
                                    Math.max(lightStaleness[second], (loop.nanoTime() - at) / 1_000_000);
                        }
                        return CompletableFuture.completedFuture(Answer.SETTLED);
                    }

                    @Override
                    public CompletionStage<Answer> release() {
                        return CompletableFuture.completedFuture(Answer.SETTLED);
                    }

                    @Override
                    public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
                        throw new AssertionError(deadLetter.description());
                    }
                }));
        loop.run();
    }

    private String svg() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 330\" font-family=\"sans-serif\" font-size=\"12\">");
        lines.add("<rect width=\"680\" height=\"330\" fill=\"white\"/>");
        for (int calls = 0; calls <= 25; calls += 5) {
            lines.add(String.format(
                    Locale.ROOT,
                    "<path d=\"M60 %1$d H660\" stroke=\"#ddd\"/><text x=\"52\" y=\"%2$d\" text-anchor=\"end\">%3$d</text>",
                    y(calls),
                    y(calls) + 4,
                    calls));
        }
        for (int second = 0; second <= SECONDS; second += 10) {
            lines.add("<text x=\"" + x(second) + "\" y=\"290\" text-anchor=\"middle\">" + second + " s</text>");
        }
        lines.add(curve(heavyCalls, "#c2410c"));
        lines.add(curve(lightCalls, "#1d4ed8"));
        lines.add(curve(stretches, "#6b7280"));
        lines.add("<text x=\"60\" y=\"20\" fill=\"#c2410c\">heavy tenant, calls a second</text>");
        lines.add("<text x=\"260\" y=\"20\" fill=\"#1d4ed8\">light tenant, calls a second</text>");
        lines.add("<text x=\"460\" y=\"20\" fill=\"#6b7280\">stretch of the heavy tenant's windows</text>");
        lines.add("<text x=\"360\" y=\"318\" text-anchor=\"middle\">budget: " + BUDGET
                + " calls a second; the heavy tenant sends from 10 s to 40 s</text>");
        lines.add("</svg>");
        return String.join("\n", lines) + "\n";
    }

    private static String curve(int[] values, String color) {
        StringBuilder path = new StringBuilder();
        for (int second = 0; second < SECONDS; second++) {
            path.append(second == 0 ? "M" : " L").append(x(second)).append(' ').append(y(values[second]));
        }
        return "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + color + "\" stroke-width=\"2\"/>";
    }

    private static int x(int second) {
        return 60 + second * 10;
    }

    private static int y(int calls) {
        return 270 - calls * 9;
    }
}
