package dev.weir.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rules files, one after the other; that with everybody's defaults first. Of one loading and one thread. */
final class RulesFileReader {
    static final List<String> KEYS =
            List.of("version", "tenant", "match", "unmatched", "schemas", "defaults", "fragments", "rules");
    static final List<String> TENANT_KEYS = List.of("from", "pattern", "case");
    private static final Map<String, RuleFile.Match> MATCH =
            Map.of("all", RuleFile.Match.ALL, "first", RuleFile.Match.FIRST);
    private static final Map<String, RuleFile.Unmatched> UNMATCHED =
            Map.of("settle", RuleFile.Unmatched.SETTLE, "dead-letter", RuleFile.Unmatched.DEAD_LETTER);
    private static final int MAX_PATTERN = 1024;

    private final Findings findings;
    private final ValueReader reader;
    private final RuleReader rules;
    private final ExpressionReader expressions;
    private final SchemasReader schemas;
    private RuleReader.Surroundings everybodys;

    /** @param schemas the texts of schemas, by file */
    RulesFileReader(Findings findings, RulesSettings settings, Map<String, String> schemas) {
        this.findings = findings;
        this.reader = new ValueReader(findings, Texts.AS_WRITTEN);
        this.expressions = new ExpressionReader(findings);
        this.schemas = new SchemasReader(reader, schemas);
        this.rules = new RuleReader(reader, expressions, settings);
        this.everybodys = new RuleReader.Surroundings(
                new RuleFile("", RuleFile.Match.ALL, RuleFile.Unmatched.SETTLE, FileSchemas.NONE),
                new RuleReader.FileTenant.None(),
                RuleParts.none(reader));
    }

    /** Reads what holds for the rules of all files that are read after it. */
    void readDefaults(RulesFile file) {
        Optional<Fields> fields = fields(file, "the defaults file", without("rules"));
        fields.ifPresent(found -> everybodys = surroundings(found, file));
    }

    /** The rules of a file, in its order; where there are findings, they are fit for nothing but more findings. */
    List<Rule> read(RulesFile file) {
        Optional<Fields> read = fields(file, "the rules file", KEYS);
        if (read.isEmpty()) {
            return List.of();
        }
        Fields fields = read.get();
        RuleReader.Surroundings surroundings = surroundings(fields, file);
        if (!fields.require("rules")) {
            return List.of();
        }
        List<Value> values = fields.list("rules").orElse(List.of());
        if (fields.list("rules").isPresent() && values.isEmpty()) {
            findings.error(fields.place("rules"), fields.what("rules") + " must hold at least one rule, but is empty");
        }
        List<Rule> found = new ArrayList<>();
        int number = 1;
        prepare(values);
        for (Value value : values) {
            rules.read(value, number++, surroundings).ifPresent(found::add);
        }
        return found;
    }

    private void prepare(List<Value> rules) {
        expressions.prepare(rules.stream()
                .map(value -> value instanceof Mapping rule ? rule.entries().get("when") : null)
                .map(entry -> entry != null && entry.value() instanceof Scalar scalar ? scalar.text() : "")
                .filter(text -> !text.isEmpty())
                .toList());
    }

    private static List<String> without(String key) {
        return KEYS.stream().filter(known -> !known.equals(key)).toList();
    }

    private Optional<Fields> fields(RulesFile file, String what, List<String> keys) {
        Optional<Value> root = YamlFile.parse(file.name(), file.text(), YamlLimits.DEFAULT, findings);
        if (root.isEmpty() || reader.mapping(root.get(), "a rules file").isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(root.get(), what, keys);
        if (fields.require("version")) {
            fields.word("version", Map.of("1", 1));
        }
        return Optional.of(fields);
    }

    private RuleReader.Surroundings surroundings(Fields fields, RulesFile file) {
        return new RuleReader.Surroundings(
                new RuleFile(
                        file.name(),
                        fields.word("match", MATCH).orElse(everybodys.file().match()),
                        fields.word("unmatched", UNMATCHED)
                                .orElse(everybodys.file().unmatched()),
                        schemas.read(fields, file.name()).over(everybodys.file().schemas())),
                tenant(fields),
                everybodys.parts().with(fields));
    }

    private RuleReader.FileTenant tenant(Fields file) {
        if (file.value("tenant").isEmpty()) {
            return everybodys.tenant();
        }
        Fields fields = file.fields("tenant", "'tenant'", TENANT_KEYS);
        fields.require("from");
        Optional<Expression> from = fields.textScalar("from")
                .flatMap(scalar -> expressions.read(scalar, ExpressionReader.Use.TENANT, fields.what("from")));
        Optional<Pattern> pattern = fields.value("pattern").isEmpty()
                ? Optional.of(Pattern.compile(Tenant.DEFAULT_PATTERN))
                : fields.textScalar("pattern").flatMap(scalar -> pattern(scalar, fields.what("pattern")));
        Tenant.Letters letters = fields.word(
                        "case", Map.of("as-written", Tenant.Letters.AS_WRITTEN, "lower", Tenant.Letters.LOWER))
                .orElse(Tenant.Letters.AS_WRITTEN);
        return from.isPresent() && pattern.isPresent()
                ? new RuleReader.FileTenant.Known(
                        new Tenant(from.get(), pattern.get(), letters),
                        fields.textScalar("from").orElseThrow(),
                        fields.what("from"))
                : new RuleReader.FileTenant.Broken();
    }

    private Optional<Pattern> pattern(Scalar scalar, String what) {
        if (scalar.text().length() > MAX_PATTERN) {
            findings.error(
                    scalar.place(),
                    what + " must have at most 1,024 characters, but has "
                            + scalar.text().length());
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(scalar.text()));
        } catch (PatternSyntaxException e) {
            findings.error(
                    scalar.place(),
                    what + " must be an RE2 pattern, but is " + scalar.description() + ": " + e.getDescription() + ": "
                            + Shown.of(e.getPattern()));
            return Optional.empty();
        }
    }
}
