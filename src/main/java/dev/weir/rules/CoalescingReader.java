package dev.weir.rules;

import dev.weir.message.Coalescing;
import dev.weir.message.Keep;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a rule's {@code coalesce}: how its updates may wait, and what ends that. */
final class CoalescingReader {
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);
    private static final Duration SHORTEST_EXPIRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(366);
    static final List<String> KEYS = List.of("every", "keep", "send", "barrier", "remove", "expire", "leave");
    private static final Map<String, Keep> KEEP =
            Map.of(Keep.LATEST.text(), Keep.LATEST, Keep.MERGE.text(), Keep.MERGE, Keep.ALL.text(), Keep.ALL);
    private static final Map<String, Coalescing.Sending> SEND =
            Map.of("full", Coalescing.Sending.FULL, "delta", Coalescing.Sending.DELTA);
    private static final Map<String, Coalescing.Priority> PRIORITY =
            Map.of("normal", Coalescing.Priority.NORMAL, "high", Coalescing.Priority.HIGH);

    private final Findings findings;
    private final RulesSettings settings;

    CoalescingReader(ValueReader reader, RulesSettings settings) {
        this.findings = reader.findings();
        this.settings = settings;
    }

    /** What was read. */
    record Read(
            Coalescing coalescing, Optional<Condition> barrier, Optional<Condition> remove, RuleOutput.Leave leave) {}

    Read read(Fields rule, List<String> sources, ExpressionReader expressions) {
        Fields fields = rule.fields("coalesce", rule.what("coalesce"), KEYS);
        Duration every = fields.duration("every", Duration.ZERO, LONGEST_WINDOW).orElse(Coalescing.DEFAULT.every());
        Keep keep = fields.word("keep", KEEP).orElse(Keep.LATEST);
        Coalescing.Sending send = fields.word("send", SEND).orElse(Coalescing.Sending.FULL);
        Duration expire =
                fields.duration("expire", SHORTEST_EXPIRY, LONGEST_EXPIRY).orElse(Duration.ZERO);
        Coalescing.Priority priority = rule.word("priority", PRIORITY).orElse(Coalescing.Priority.NORMAL);
        if (keep == Keep.MERGE) {
            checkMerge(fields, sources);
        }
        if (keep == Keep.ALL && send == Coalescing.Sending.DELTA) {
            findings.error(
                    fields.place("send"),
                    fields.what("send") + " must be full where 'keep' is all: each item is sent once, as it is");
        }
        return new Read(
                new Coalescing(every, keep, send, expire, priority),
                condition(fields, "barrier", expressions),
                condition(fields, "remove", expressions),
                fields.word("leave", Map.of("stay", RuleOutput.Leave.STAY, "remove", RuleOutput.Leave.REMOVE))
                        .orElse(RuleOutput.Leave.STAY));
    }

    private static Optional<Condition> condition(Fields fields, String key, ExpressionReader expressions) {
        return fields.textScalar(key)
                .flatMap(scalar -> expressions.read(scalar, ExpressionReader.Use.CONDITION, fields.what(key)))
                .map(expression -> new Condition(expression, key));
    }

    /** Fields of partial updates can be merged only where their order is known, and what was merged outlives a restart. */
    private void checkMerge(Fields fields, List<String> sources) {
        String what = "'keep: merge' in " + fields.what("").substring("'' in ".length());
        if (settings.state() == RulesSettings.State.VOLATILE) {
            findings.error(
                    fields.place("keep"),
                    what + " needs state that outlives a restart, but the bridge keeps its in memory; let the"
                            + " configuration keep it elsewhere, or use 'keep: latest' with whole states");
        }
        settings.sources()
                .ifPresent(known -> known.forEach((source, traits) -> {
                    if (traits == SourceTraits.UNORDERED && (sources.isEmpty() || sources.contains(source))) {
                        findings.error(
                                fields.place("keep"),
                                what + " needs a source that keeps an entity's events in order, but '" + source
                                        + "' has neither sessions nor partitions; use 'keep: latest' with whole states");
                    }
                }));
    }
}
