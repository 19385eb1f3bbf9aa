package dev.weir.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.source.Decoded;
import dev.weir.source.EventDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a message of 1 KiB to updates, beside a bare parse of the same bytes. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class RulesJmh {
    private static final Origin ORIGIN =
            new Origin(new dev.weir.event.Scope("orders", "", "0"), 815, Instant.parse("2026-11-23T10:00:00Z"));

    private final ObjectMapper json = new ObjectMapper();
    private final EventDecoder decoder = new EventDecoder(EventDecoder.Settings.DEFAULT);
    private byte[] body = {};
    private RawMessage message = new RawMessage(body, "", "", "", Map.of());
    private RuleSet ten = rules(10);
    private RuleSet tenThousand = ten;

    @Setup
    public void prepare() {
        body = body();
        message = new RawMessage(body, "application/json", "order.t7", "m-1", Map.of());
        tenThousand = rules(10_000);
        if (updates(ten) != 1 || updates(tenThousand) != 1) {
            throw new IllegalStateException("one rule of each set must match");
        }
    }

    /** Each asks for a type of its own and for a field. */
    static RuleSet rules(int count) {
        StringBuilder text = new StringBuilder("version: 1\ntenant: {from: data.org}\nrules:\n");
        for (int i = 0; i < count; i++) {
            text.append("""
                      - name: r%1$d
                        when: type == 'order.t%1$d' && data.status in ['placed', 'paid']
                        to: {group: "tenant:{tenant}"}
                        entity: "order%1$d/{data.id}"
                        data: {id: "{data.id}", status: "{data.status}", total: "{data.total}"}
                    """.formatted(i));
        }
        LoadedRules loaded = RulesLoader.load(
                List.of(new RulesFile("rules.yaml", text.toString())), new RulesSettings("events", Optional.empty()));
        return loaded.rules().orElseThrow(() -> new IllegalStateException(loaded.findings().toString()));
    }

    /** An order of 1,024 bytes. */
    static byte[] body() {
        StringBuilder text = new StringBuilder(
                "{\"org\":\"acme\",\"id\":4711,\"status\":\"paid\",\"total\":129.9,\"currency\":\"EUR\",\"lines\":[");
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"sku\":\"A-%04d\",\"quantity\":%d,\"price\":%d.5,\"tax\":0.19}".formatted(i * 37, i + 1, i * 3));
        }
        text.append("],\"customer\":{\"name\":\"Ann Example\",\"city\":\"Bremen\",\"vip\":false},\"note\":\"");
        return text.append("x".repeat(1024 - text.length() - 2)).append("\"}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private int updates(RuleSet rules) {
        Event event = ((Decoded.Events) decoder.decode(ORIGIN, message)).events().get(0);
        return rules.evaluate(event) instanceof Evaluation.Updates made ? made.updates().size() : 0;
    }

    @Benchmark
    public Object bareParse() throws IOException {
        return json.readTree(body);
    }

    @Benchmark
    public int tenRules() {
        return updates(ten);
    }

    @Benchmark
    public int tenThousandRules() {
        return updates(tenThousand);
    }
}
