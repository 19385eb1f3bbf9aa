package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Format;
import dev.weir.schema.DataTypes;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Sequence;
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
    private static final Map<String, RuleOutput.OnMissing> ON_MISSING =
            Map.of("dead-letter", RuleOutput.OnMissing.DEAD_LETTER, "skip", RuleOutput.OnMissing.SKIP);
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
    /** What a rule may say. */
    static final List<String> KEYS = List.of(
            "name",
            "use",
            "source",
            "when",
            "to",
            "shared",
            "entity",
            "version",
            "data",
            "coalesce",
            "onMissing",
            "hub",
            "format",
            "ttl",
            "priority");

    private final ValueReader reader;
    private final Findings findings;
    private final TenantSeparation separation;
    /** Reads expressions that are asked of whatever comes. */
    private final ExpressionReader anyEvents;

    private final CoalescingReader coalescing;
    private final RulesSettings settings;
    private final Map<String, Place> names = new HashMap<>();

    RuleReader(ValueReader reader, ExpressionReader expressions, RulesSettings settings) {
        this.reader = reader;
        this.findings = reader.findings();
        this.separation = new TenantSeparation(findings);
        this.anyEvents = expressions;
        this.coalescing = new CoalescingReader(reader, settings);
        this.settings = settings;
    }

    /** What a rules file says of its tenant. */
    sealed interface FileTenant {

        /**
         * @param from where it comes from, as written
         * @param what that is, in a message
         */
        record Known(Tenant tenant, Scalar from, String what) implements FileTenant {}

        /** The file says nothing. */
        record None() implements FileTenant {}

        /** The file says something that has findings already. */
        record Broken() implements FileTenant {}
    }

    /**
     * What a file's rules start from.
     *
     * @param file what holds for all of them
     * @param tenant whose their events are
     * @param parts fragments and defaults
     */
    record Surroundings(RuleFile file, FileTenant tenant, RuleParts parts) {}

    /**
     * Reads a rule; where it has findings, it is fit for nothing but more findings.
     *
     * @param number its place in the file, from 1
     */
    Optional<Rule> read(Value value, int number, Surroundings surroundings) {
        Optional<Mapping> own = reader.mapping(value, "rule " + number);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        String what = title(value, number);
        Fields fields = reader.fields(surroundings.parts().whole(own.get(), what), what, KEYS);
        String name = name(fields);
        List<String> sources = sources(fields, what);
        Optional<Condition> when = expression(fields, "when", ExpressionReader.Use.CONDITION, anyEvents)
                .map(found -> new Condition(found, "when"));
        // What a condition with findings would have asked for, nobody knows.
        Optional<EventTypes> asked =
                fields.value("when").isEmpty() ? Optional.of(EventTypes.ANY) : when.map(Condition::types);
        ExpressionReader expressions = asked.flatMap(
                        found -> surroundings.file().schemas().of(found))
                .map(types -> knowing(types, fields, surroundings.tenant()))
                .orElse(anyEvents);
        if (when.isPresent() && when.get().types().isNone()) {
            findings.error(
                    fields.value("when").orElseThrow().place(),
                    fields.what("when") + " holds for no event, so the rule can never match");
        }
        boolean shared = fields.bool("shared").orElse(false);
        boolean filters = fields.require("to") && fields.oneOrList("to").isEmpty();
        if (!shared && !filters && surroundings.tenant() instanceof FileTenant.None) {
            findings.error(
                    fields.place(),
                    what + " needs a tenant: the file must have the field 'tenant', or the rule 'shared: true'");
        }
        // A tenant that is missing or broken has its finding; that its placeholders mean nothing needs no second one.
        Optional<Tenant> known = surroundings.tenant() instanceof FileTenant.Known found
                ? Optional.of(found.tenant())
                : Optional.empty();
        List<TargetTemplate> targets = targets(fields, shared, known, what, expressions);
        Optional<RuleOutput> output =
                filters ? noOutput(own.get(), what) : output(fields, shared, sources, expressions);
        Optional<Tenant> tenant = shared || filters ? Optional.empty() : known;
        RuleSummary summary = new RuleSummary(
                name,
                value.place().file(),
                value.place().line(),
                sources,
                when.map(Condition::text).orElse(""),
                tenant.map(Tenant::text).orElse(""),
                targets.stream().map(TargetTemplate::hub).distinct().toList(),
                targets.stream().map(this::shown).toList(),
                output.map(made -> made.entity().text()).orElse(""),
                output.flatMap(RuleOutput::version).map(VersionOrder::text).orElse(""),
                output.map(made -> made.coalescing().every()).orElse(Duration.ZERO),
                shared);
        return Optional.of(new Rule(summary, surroundings.file(), when, tenant, targets, output));
    }

    private String shown(TargetTemplate target) {
        return target.hub().equals(settings.defaultHub()) ? target.text() : target.text() + " of hub " + target.hub();
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

    /** Reads what is asked of events by these schemas, and checks what was read without them. */
    private ExpressionReader knowing(DataTypes types, Fields fields, FileTenant tenant) {
        ExpressionReader knowing = anyEvents.knowing(types);
        expression(fields, "when", ExpressionReader.Use.CONDITION, knowing);
        if (tenant instanceof FileTenant.Known known) {
            knowing.read(known.from(), ExpressionReader.Use.TENANT, known.what());
        }
        return knowing;
    }

    private static Optional<Expression> expression(
            Fields fields, String key, ExpressionReader.Use use, ExpressionReader expressions) {
        return fields.textScalar(key).flatMap(scalar -> expressions.read(scalar, use, fields.what(key)));
    }

    private List<TargetTemplate> targets(
            Fields fields, boolean shared, Optional<Tenant> tenant, String what, ExpressionReader expressions) {
        Format format = TargetReader.format(fields).orElse(Format.WEIR);
        Duration ttl = TargetReader.ttl(fields).orElse(Duration.ZERO);
        String hub = TargetReader.hub(fields, settings.defaultHub(), settings.hubs(), findings);
        TargetReader targets = new TargetReader(
                reader,
                expressions,
                separation,
                new TargetReader.Setting(what, shared, tenant, hub, settings.hubs(), format, ttl));
        return fields.oneOrList("to").stream()
                .map(targets::read)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<RuleOutput> noOutput(Mapping own, String what) {
        for (String key : List.of("entity", "version", "data", "coalesce", "format", "ttl", "priority", "onMissing")) {
            Mapping.Entry entry = own.entries().get(key);
            if (entry != null) {
                findings.warning(entry.keyPlace(), "'" + key + "' has no effect in " + what + ", whose 'to' is empty");
            }
        }
        return Optional.empty();
    }

    private Optional<RuleOutput> output(
            Fields fields, boolean shared, List<String> sources, ExpressionReader expressions) {
        TemplateReader templates =
                new TemplateReader(findings, expressions, shared ? Cel.Names.EVENT : Cel.Names.TENANT);
        fields.require("entity");
        Optional<NameExpression> entity = fields.textScalar("entity")
                .flatMap(scalar ->
                        templates.name(scalar, fields.what("entity"), "entity", DeadLetter.Reason.INVALID_ENTITY));
        Optional<VersionOrder> version = version(fields, expressions);
        Projection data = fields.value("data")
                .map(value -> templates.projection(value, fields.what("data"), "data"))
                .orElseGet(Projection.Whole::new);
        CoalescingReader.Read read = coalescing.read(fields, sources, expressions);
        RuleOutput.OnMissing onMissing = fields.word("onMissing", ON_MISSING).orElse(RuleOutput.OnMissing.DEAD_LETTER);
        return entity.map(found -> new RuleOutput(
                found, version, data, read.coalescing(), read.barrier(), read.remove(), read.leave(), onMissing));
    }

    private Optional<VersionOrder> version(Fields fields, ExpressionReader expressions) {
        Optional<Value> value = fields.value("version");
        if (value.isPresent() && value.get() instanceof Sequence list) {
            List<Expression> parts = list.items().stream()
                    .map(item -> reader.scalar(item, fields.what("version"), "an expression")
                            .flatMap(scalar ->
                                    expressions.read(scalar, ExpressionReader.Use.PART, fields.what("version"))))
                    .flatMap(Optional::stream)
                    .toList();
            if (list.items().isEmpty() || list.items().size() > VersionOrder.MAX_PARTS) {
                findings.error(
                        list.place(),
                        fields.what("version") + " must have 1 to 16 parts, but has "
                                + list.items().size());
            }
            return parts.isEmpty() ? Optional.empty() : Optional.of(new VersionOrder(parts));
        }
        return expression(fields, "version", ExpressionReader.Use.VERSION, expressions)
                .map(expression -> new VersionOrder(List.of(expression)));
    }
}
