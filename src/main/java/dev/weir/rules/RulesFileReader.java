package dev.weir.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rules files, one after the other. Of one loading and one thread. */
final class RulesFileReader {
    private static final List<String> KEYS = List.of("version", "tenant", "rules", "unmatched", "onMissing");
    private static final List<String> UNSUPPORTED = List.of("unmatched", "onMissing");
    private static final int MAX_PATTERN = 1024;

    private final Findings findings;
    private final ValueReader reader;
    private final RuleReader rules;
    private final ExpressionReader expressions;

    RulesFileReader(Findings findings, RulesSettings settings) {
        this.findings = findings;
        this.reader = new ValueReader(findings, Texts.AS_WRITTEN);
        this.rules = new RuleReader(reader, settings);
        this.expressions = new ExpressionReader(findings);
    }

    /** The rules of a file, in its order; where there are findings, they are fit for nothing but more findings. */
    List<Rule> read(RulesFile file) {
        Optional<Value> root = YamlFile.parse(file.name(), file.text(), YamlLimits.DEFAULT, findings);
        if (root.isEmpty() || reader.mapping(root.get(), "a rules file").isEmpty()) {
            return List.of();
        }
        Fields fields = reader.fields(root.get(), "the rules file", KEYS);
        RuleReader.refuseUnsupported(fields, findings, UNSUPPORTED);
        if (fields.require("version")) {
            fields.word("version", Map.of("1", 1));
        }
        RuleReader.FileTenant tenant = tenant(fields);
        if (!fields.require("rules")) {
            return List.of();
        }
        List<Value> values = fields.list("rules").orElse(List.of());
        if (fields.list("rules").isPresent() && values.isEmpty()) {
            findings.error(fields.place("rules"), fields.what("rules") + " must hold at least one rule, but is empty");
        }
        List<Rule> found = new java.util.ArrayList<>();
        for (Value value : values) {
            rules.read(value, found.size() + 1, tenant).ifPresent(found::add);
        }
        return found;
    }

    private RuleReader.FileTenant tenant(Fields file) {
        if (file.value("tenant").isEmpty()) {
            return new RuleReader.FileTenant.None();
        }
        Fields fields = file.fields("tenant", "'tenant'", List.of("from", "pattern"));
        fields.require("from");
        Optional<Expression> from = fields.textScalar("from")
                .flatMap(scalar -> expressions.read(scalar, ExpressionReader.Use.TENANT, fields.what("from")));
        Optional<Pattern> pattern = fields.value("pattern").isEmpty()
                ? Optional.of(Pattern.compile(Tenant.DEFAULT_PATTERN))
                : fields.textScalar("pattern").flatMap(scalar -> pattern(scalar, fields.what("pattern")));
        return from.isPresent() && pattern.isPresent()
                ? new RuleReader.FileTenant.Known(new Tenant(from.get(), pattern.get()))
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
