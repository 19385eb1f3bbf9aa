package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Target;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the entries of a rule's {@code to}. */
final class TargetReader {
    /** What the service takes as the name of a hub. */
    static final Pattern HUB = Pattern.compile("[A-Za-z][A-Za-z0-9_`,.\\[\\]]{0,127}");

    private static final List<Target.Kind> NAMED = List.of(Target.Kind.GROUP, Target.Kind.USER, Target.Kind.CONNECTION);
    private static final List<String> KEYS =
            List.of("group", "user", "connection", "all", "hub", "filter", "format", "ttl", "priority");

    private final ValueReader reader;
    private final Findings findings;
    private final TemplateReader templates;
    private final TenantSeparation separation;
    private final String defaultHub;
    private final boolean shared;
    private final String rule;

    /** @param rule the rule in a message: {@code rule 'orders'} */
    TargetReader(
            ValueReader reader,
            TemplateReader templates,
            TenantSeparation separation,
            String defaultHub,
            boolean shared,
            String rule) {
        this.reader = reader;
        this.findings = reader.findings();
        this.templates = templates;
        this.separation = separation;
        this.defaultHub = defaultHub;
        this.shared = shared;
        this.rule = rule;
    }

    /** A target; empty where there is a finding instead. */
    Optional<TargetTemplate> read(Value value) {
        if (reader.mapping(value, "a target in " + rule).isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(value, "a target of " + rule, KEYS);
        RuleReader.refuseUnsupported(fields, findings, List.of("filter", "format", "ttl", "priority"));
        String hub = hub(fields);
        List<String> kinds = List.of("group", "user", "connection", "all").stream()
                .filter(kind -> fields.value(kind).isPresent())
                .toList();
        if (kinds.size() != 1) {
            findings.error(
                    fields.place(),
                    "a target of " + rule + " must have exactly one of 'group', 'user', 'connection' and 'all', but "
                            + (kinds.isEmpty() ? "none was given" : "has " + String.join(", ", kinds)));
            return Optional.empty();
        }
        if (kinds.get(0).equals("all")) {
            return all(fields, hub);
        }
        Target.Kind kind = NAMED.stream()
                .filter(candidate -> candidate.text().equals(kinds.get(0)))
                .findFirst()
                .orElseThrow();
        return named(fields, kind, hub);
    }

    private String hub(Fields fields) {
        Optional<Scalar> hub = fields.textScalar("hub");
        if (hub.isPresent() && !HUB.matcher(hub.get().text()).matches()) {
            findings.error(
                    hub.get().place(),
                    fields.what("hub") + " must be a hub's name, which is a letter and then letters, digits or _`,.[],"
                            + " 128 characters at most, but is " + hub.get().description());
            return defaultHub;
        }
        return hub.map(Scalar::text).orElse(defaultHub);
    }

    private Optional<TargetTemplate> all(Fields fields, String hub) {
        Optional<Boolean> all = fields.bool("all");
        if (all.isPresent() && !all.get()) {
            findings.error(fields.place("all"), fields.what("all") + " must be true, but is false");
            return Optional.empty();
        }
        if (!shared) {
            findings.error(
                    fields.place("all"),
                    "'all' reaches every tenant; " + rule + " must say 'shared: true' if that is meant");
        }
        return all.map(yes -> TargetTemplate.all(hub));
    }

    private Optional<TargetTemplate> named(Fields fields, Target.Kind kind, String hub) {
        String key = kind.text();
        Optional<Scalar> scalar = fields.textScalar(key);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        Optional<NameExpression> name =
                templates.name(scalar.get(), "'" + key + "' in " + rule, key, DeadLetter.Reason.INVALID_TARGET);
        if (!shared && kind == Target.Kind.CONNECTION) {
            findings.error(
                    fields.place(key),
                    "'connection' may be any tenant's; " + rule + " must say 'shared: true' if that is meant");
        } else if (!shared && name.isPresent() && !name.get().namesTenant()) {
            findings.error(
                    scalar.get().place(),
                    "'" + key + "' in " + rule + " must hold the placeholder '{tenant}', but is "
                            + scalar.get().description() + "; or the rule must say 'shared: true'");
        }
        name.ifPresent(found -> separation.add(
                hub, kind, found.template(), shared, rule, scalar.get().place()));
        return name.map(found -> TargetTemplate.named(hub, kind, found));
    }
}
