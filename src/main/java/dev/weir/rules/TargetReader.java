package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Format;
import dev.weir.message.Target;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Suggestion;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the entries of a rule's {@code to}. */
final class TargetReader {
    /** What the configuration may call a hub. */
    static final Pattern HUB = Pattern.compile("[A-Za-z][A-Za-z0-9_`,.\\[\\]-]{0,127}");

    private static final Duration LONGEST_TTL = Duration.ofSeconds(300);
    private static final Map<String, Format> FORMATS = formats();

    /** What a target may name; those with an {@code s} take a list. */
    private static final Map<String, Target.Kind> KINDS = kinds();

    static final List<String> KEYS = List.of(
            "group",
            "groups",
            "user",
            "users",
            "connection",
            "connections",
            "all",
            "as",
            "hub",
            "filter",
            "format",
            "ttl");

    private final ValueReader reader;
    private final Findings findings;
    private final ExpressionReader expressions;
    private final Cel.Names names;
    private final TenantSeparation separation;
    private final Setting setting;

    /**
     * What holds for the targets of a rule.
     *
     * @param rule the rule in a message: {@code rule 'orders'}
     * @param tenant what the file says of its tenant; empty where that is nothing, or broken
     * @param hub that of targets that name none
     * @param hubs those that there are; empty where it may be any
     */
    record Setting(
            String rule,
            boolean shared,
            Optional<Tenant> tenant,
            String hub,
            Optional<Set<String>> hubs,
            Format format,
            Duration ttl) {}

    TargetReader(ValueReader reader, ExpressionReader expressions, TenantSeparation separation, Setting setting) {
        this.reader = reader;
        this.findings = reader.findings();
        this.expressions = expressions;
        this.names = setting.shared() ? Cel.Names.EVENT : Cel.Names.TENANT;
        this.separation = separation;
        this.setting = setting;
    }

    private static Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        for (Format format : Format.values()) {
            formats.put(format.text(), format);
        }
        return formats;
    }

    private static Map<String, Target.Kind> kinds() {
        Map<String, Target.Kind> kinds = new LinkedHashMap<>();
        for (Target.Kind kind : List.of(Target.Kind.GROUP, Target.Kind.USER, Target.Kind.CONNECTION)) {
            kinds.put(kind.text(), kind);
            kinds.put(kind.text() + "s", kind);
        }
        kinds.put(Target.Kind.ALL.text(), Target.Kind.ALL);
        return kinds;
    }

    /** A target; empty where there is a finding instead. */
    Optional<TargetTemplate> read(Value value) {
        if (reader.mapping(value, "a target in " + setting.rule()).isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(value, "a target of " + setting.rule(), KEYS);
        String hub = hub(fields, setting.hub(), setting.hubs(), findings);
        Format format = format(fields).orElse(setting.format());
        Duration ttl = ttl(fields).orElse(setting.ttl());
        List<String> found = KINDS.keySet().stream()
                .filter(kind -> fields.value(kind).isPresent())
                .toList();
        if (found.size() != 1) {
            findings.error(
                    fields.place(),
                    "a target of " + setting.rule() + " must have exactly one of 'group', 'user', 'connection', 'all',"
                            + " 'groups', 'users' and 'connections', but "
                            + (found.isEmpty() ? "none was given" : "has " + String.join(", ", found)));
            return Optional.empty();
        }
        String key = found.get(0);
        Target.Kind kind = KINDS.getOrDefault(key, Target.Kind.ALL);
        boolean isList = kind != Target.Kind.ALL && key.endsWith("s");
        if (!isList && fields.value("as").isPresent()) {
            findings.error(
                    fields.place("as"),
                    fields.what("as") + " names the items of a list: it goes with 'groups', 'users' or 'connections'");
        }
        if (kind == Target.Kind.CONNECTION && !setting.shared()) {
            findings.error(
                    fields.place(key),
                    "'" + key + "' may be any tenant's; " + setting.rule()
                            + " must say 'shared: true' if that is meant");
        }
        Optional<Expression> list = isList ? list(fields, key) : Optional.empty();
        ExpressionReader ofItems =
                list.map(items -> expressions.ofItems(items, names)).orElse(expressions);
        Optional<FilterTemplate> filter = filter(fields, kind, isList, ofItems);
        if (kind == Target.Kind.ALL) {
            return all(fields, filter)
                    .map(yes -> new TargetTemplate(hub, kind, Optional.empty(), Optional.empty(), filter, format, ttl))
                    .map(target -> separated(target, fields));
        }
        Optional<NameExpression> name =
                isList ? itemName(fields, key, ofItems) : named(fields, key, names, expressions);
        if (name.isEmpty() || (isList && list.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(separated(new TargetTemplate(hub, kind, list, name, filter, format, ttl), fields));
    }

    /**
     * The hub that a mapping's {@code hub} names, if it names one.
     *
     * @param known the hubs that there are; empty where it may be any
     */
    static String hub(Fields fields, String otherwise, Optional<Set<String>> known, Findings findings) {
        Optional<Scalar> hub = fields.textScalar("hub");
        if (hub.isPresent() && !HUB.matcher(hub.get().text()).matches()) {
            findings.error(
                    hub.get().place(),
                    fields.what("hub") + " must be a hub's name, which is a letter and then letters, digits or _`,.[]-,"
                            + " 128 characters at most, but is " + hub.get().description());
            return otherwise;
        }
        if (hub.isPresent()
                && known.isPresent()
                && !known.get().contains(hub.get().text())) {
            String meant = Suggestion.text(hub.get().text(), known.get());
            findings.error(
                    hub.get().place(),
                    "unknown hub '" + hub.get().text() + "'"
                            + (meant.isEmpty()
                                    ? "; the configuration has " + String.join(", ", new TreeSet<>(known.get()))
                                    : meant));
        }
        return hub.map(Scalar::text).orElse(otherwise);
    }

    static Optional<Format> format(Fields fields) {
        return fields.word("format", FORMATS);
    }

    /** What a mapping's {@code ttl} says: whole seconds, as the service counts them. */
    static Optional<Duration> ttl(Fields fields) {
        return fields.duration("ttl", Duration.ofSeconds(1), LONGEST_TTL)
                .map(ttl -> ttl.plusMillis(999).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    private Optional<FilterTemplate> filter(Fields fields, Target.Kind kind, boolean isList, ExpressionReader ofItems) {
        Optional<Scalar> scalar = fields.textScalar("filter");
        if (scalar.isPresent() && kind == Target.Kind.CONNECTION) {
            findings.error(fields.place("filter"), fields.what("filter") + " does not go with a single connection");
            return Optional.empty();
        }
        return scalar.flatMap(found -> new FilterReader(findings, ofItems, isList ? names.withItem() : names)
                .read(found, fields.what("filter")));
    }

    private Optional<Boolean> all(Fields fields, Optional<FilterTemplate> filter) {
        Optional<Boolean> all = fields.bool("all");
        if (all.isPresent() && !all.get()) {
            findings.error(fields.place("all"), fields.what("all") + " must be true, but is false");
            return Optional.empty();
        }
        boolean brokenFilter = filter.isEmpty() && fields.value("filter").isPresent();
        boolean leads = filter.flatMap(FilterTemplate::lead)
                .flatMap(FilterTemplate.Lead::name)
                .map(name -> name.placeholders().stream()
                        .anyMatch(placeholder -> placeholder.expression().equals("tenant")))
                .orElse(false);
        if (!setting.shared() && !leads && !brokenFilter) {
            findings.error(
                    fields.place(filter.isPresent() ? "filter" : "all"),
                    "'all' reaches every tenant; " + setting.rule()
                            + " must say 'shared: true' if that is meant, or have"
                            + " a 'filter' that begins with the tenant, such as \"'tenant:{tenant}' in groups and …\"");
        }
        return all;
    }

    private Optional<Expression> list(Fields fields, String key) {
        return fields.textScalar(key)
                .flatMap(scalar -> expressions.read(
                        scalar, ExpressionReader.Use.LIST, names, "'" + key + "' in " + setting.rule()));
    }

    private Optional<NameExpression> itemName(Fields fields, String key, ExpressionReader ofItems) {
        if (fields.value("as").isEmpty()) {
            findings.error(
                    fields.place(key),
                    "'" + key + "' in " + setting.rule() + " needs the field 'as', which names the target of each item,"
                            + " such as as: \"" + (setting.shared() ? "" : "{tenant}:") + "{item}\"");
            return Optional.empty();
        }
        return named(fields, "as", names.withItem(), ofItems);
    }

    private Optional<NameExpression> named(Fields fields, String key, Cel.Names known, ExpressionReader knowing) {
        Optional<Scalar> scalar = fields.textScalar(key);
        Optional<NameExpression> name = scalar.flatMap(found -> new TemplateReader(findings, knowing, known)
                .name(found, "'" + key + "' in " + setting.rule(), key, DeadLetter.Reason.INVALID_TARGET));
        boolean isConnection = fields.value("connection").isPresent()
                || fields.value("connections").isPresent();
        if (!setting.shared()
                && !isConnection
                && name.isPresent()
                && !name.get().namesTenant()) {
            findings.error(
                    scalar.orElseThrow().place(),
                    "'" + key + "' in " + setting.rule() + " must hold the placeholder '{tenant}', but is "
                            + scalar.orElseThrow().description() + "; or the rule must say 'shared: true'");
        }
        return name;
    }

    /** The target, compared with all others. */
    private TargetTemplate separated(TargetTemplate target, Fields fields) {
        String key = KINDS.keySet().stream()
                .filter(kind -> fields.value(kind).isPresent())
                .findFirst()
                .orElseThrow();
        Place place = fields.value(
                        target.list().isPresent() ? "as" : target.name().isPresent() ? key : "filter")
                .map(Value::place)
                .orElseGet(fields::place);
        // A tenant that is missing or broken has its finding, and says nothing to compare.
        if (setting.shared() || setting.tenant().isPresent()) {
            separation.add(target, setting.shared() ? Optional.empty() : setting.tenant(), setting.rule(), place);
        }
        return target;
    }
}
