package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Coalescing;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Suggestion;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads rules, and keeps the names of those that it read. Of one loading and one thread. */
final class RuleReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    /** Keys of the language that this program does not know how to serve yet. */
    private static final List<String> UNSUPPORTED =
            List.of("match", "onMissing", "unmatched", "ttl", "priority", "format", "filter");

    private static final List<String> UNSUPPORTED_COALESCING = List.of("barrier", "remove", "expire", "leave");
    private static final List<String> COALESCING =
            List.of("every", "keep", "send", "barrier", "remove", "expire", "leave");
    private static final List<String> KEYS = List.of(
            "name",
            "source",
            "when",
            "to",
            "shared",
            "entity",
            "version",
            "data",
            "coalesce",
            "match",
            "onMissing",
            "unmatched",
            "ttl",
            "priority",
            "format",
            "filter");

    private final ValueReader reader;
    private final Findings findings;
    private final TenantSeparation separation;
    private final ExpressionReader expressions;
    private final RulesSettings settings;
    private final Map<String, Place> names = new HashMap<>();

    RuleReader(ValueReader reader, RulesSettings settings) {
        this.reader = reader;
        this.findings = reader.findings();
        this.separation = new TenantSeparation(findings);
        this.expressions = new ExpressionReader(findings);
        this.settings = settings;
    }

    /** What a rules file says of its tenant. */
    sealed interface FileTenant {

        record Known(Tenant tenant) implements FileTenant {}

        /** The file says nothing. */
        record None() implements FileTenant {}

        /** The file says something that has findings already. */
        record Broken() implements FileTenant {}
    }

    static void refuseUnsupported(Fields fields, Findings findings, List<String> keys) {
        for (String key : keys) {
            if (fields.value(key).isPresent()) {
                findings.error(fields.place(key), "'" + key + "' is not supported yet");
            }
        }
    }

    /**
     * Reads a rule; where it has findings, it is fit for nothing but more findings.
     *
     * @param number its place in the file, from 1
     */
    Optional<Rule> read(Value value, int number, FileTenant fileTenant) {
        if (reader.mapping(value, "rule " + number).isEmpty()) {
            return Optional.empty();
        }
        String what = title(value, number);
        Fields fields = reader.fields(value, what, KEYS);
        refuseUnsupported(fields, findings, UNSUPPORTED);
        String name = name(fields);
        List<String> sources = sources(fields, what);
        Optional<Condition> when =
                expression(fields, "when", ExpressionReader.Use.CONDITION).map(Condition::new);
        boolean shared = fields.bool("shared").orElse(false);
        boolean filters = fields.require("to") && fields.oneOrList("to").isEmpty();
        if (!shared && !filters && fileTenant instanceof FileTenant.None) {
            findings.error(
                    fields.place(),
                    what + " needs a tenant: the file must have the field 'tenant', or the rule 'shared: true'");
        }
        // A tenant that is missing or broken has its finding; that its placeholders mean nothing needs no second one.
        TemplateReader templates =
                new TemplateReader(findings, expressions, shared ? Cel.TenantUse.UNKNOWN : Cel.TenantUse.KNOWN);
        List<TargetTemplate> targets = targets(fields, templates, shared, what);
        Optional<Rule.Output> output = filters ? noOutput(fields, what) : output(fields, templates);
        Optional<Tenant> tenant = !shared && !filters && fileTenant instanceof FileTenant.Known known
                ? Optional.of(known.tenant())
                : Optional.empty();
        RuleSummary summary = new RuleSummary(
                name,
                value.place().file(),
                value.place().line(),
                sources,
                when.map(Condition::text).orElse(""),
                tenant.map(Tenant::text).orElse(""),
                targets.stream().map(TargetTemplate::text).toList(),
                output.map(made -> made.entity().text()).orElse(""),
                output.flatMap(Rule.Output::version).map(VersionOrder::text).orElse(""),
                output.map(made -> made.coalescing().every()).orElse(Duration.ZERO),
                shared);
        return Optional.of(new Rule(summary, when, tenant, targets, output));
    }

    /** The rule in messages: by its name if it has one that can be read. */
    private static String title(Value value, int number) {
        Mapping.Entry entry =
                value instanceof Mapping mapping ? mapping.entries().get("name") : null;
        return entry != null
                        && entry.value() instanceof Scalar scalar
                        && NAME.matcher(scalar.text()).matches()
                ? "rule '" + scalar.text() + "'"
                : "rule " + number;
    }

    private String name(Fields fields) {
        fields.require("name");
        Optional<Scalar> scalar = fields.textScalar("name");
        if (scalar.isEmpty()) {
            return "";
        }
        String name = scalar.get().text();
        if (!NAME.matcher(name).matches()) {
            findings.error(
                    scalar.get().place(),
                    fields.what("name") + " must have lower-case letters, digits and hyphens only, 100 at most, but is "
                            + scalar.get().description());
        }
        Place earlier = names.putIfAbsent(name, scalar.get().place());
        if (earlier != null) {
            findings.error(
                    scalar.get().place(), "the rule name '" + name + "' is there twice; first in " + earlier.text());
        }
        return name;
    }

    private List<String> sources(Fields fields, String what) {
        List<String> sources = new ArrayList<>();
        if (fields.value("source").isPresent() && fields.oneOrList("source").isEmpty()) {
            findings.error(
                    fields.place("source"),
                    fields.what("source") + " must not be an empty list; leave it out for every source");
        }
        for (Value item : fields.oneOrList("source")) {
            Optional<String> source = reader.text(item, fields.what("source"));
            if (source.isEmpty()) {
                continue;
            }
            Optional<Set<String>> known = settings.knownSources();
            if (known.isPresent() && !known.get().contains(source.get())) {
                findings.error(
                        item.place(),
                        "unknown source '" + source.get() + "' in " + what
                                + Suggestion.text(source.get(), known.get()));
            }
            sources.add(source.get());
        }
        return sources;
    }

    private Optional<Expression> expression(Fields fields, String key, ExpressionReader.Use use) {
        return fields.textScalar(key).flatMap(scalar -> expressions.read(scalar, use, fields.what(key)));
    }

    private List<TargetTemplate> targets(Fields fields, TemplateReader templates, boolean shared, String what) {
        TargetReader targets = new TargetReader(reader, templates, separation, settings.defaultHub(), shared, what);
        return fields.oneOrList("to").stream()
                .map(targets::read)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Rule.Output> noOutput(Fields fields, String what) {
        for (String key : List.of("entity", "version", "data", "coalesce")) {
            if (fields.value(key).isPresent()) {
                findings.warning(fields.place(key), "'" + key + "' has no effect in " + what + ", whose 'to' is empty");
            }
        }
        return Optional.empty();
    }

    private Optional<Rule.Output> output(Fields fields, TemplateReader templates) {
        fields.require("entity");
        Optional<NameExpression> entity = fields.textScalar("entity")
                .flatMap(scalar ->
                        templates.name(scalar, fields.what("entity"), "entity", DeadLetter.Reason.INVALID_ENTITY));
        Optional<VersionOrder> version =
                expression(fields, "version", ExpressionReader.Use.VERSION).map(VersionOrder::new);
        Projection data = fields.value("data")
                .map(value -> templates.projection(value, fields.what("data"), "data"))
                .orElseGet(Projection.Whole::new);
        Coalescing coalescing = coalescing(fields);
        return entity.map(found -> new Rule.Output(found, version, data, coalescing));
    }

    private Coalescing coalescing(Fields rule) {
        Fields fields = rule.fields("coalesce", rule.what("coalesce"), COALESCING);
        refuseUnsupported(fields, findings, UNSUPPORTED_COALESCING);
        refuseUnsupportedWord(fields, "keep", Map.of("latest", true, "merge", false, "all", false));
        refuseUnsupportedWord(fields, "send", Map.of("full", true, "delta", false));
        return fields.duration("every", Duration.ZERO, LONGEST_WINDOW)
                .map(Coalescing::every)
                .orElse(Coalescing.DEFAULT);
    }

    private void refuseUnsupportedWord(Fields fields, String key, Map<String, Boolean> supported) {
        Optional<Boolean> found = fields.word(key, supported);
        if (found.isPresent() && !found.get()) {
            fields.text(key)
                    .ifPresent(word ->
                            findings.error(fields.place(key), "'" + key + ": " + word + "' is not supported yet"));
        }
    }
}
