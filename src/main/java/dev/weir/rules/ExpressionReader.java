package dev.weir.rules;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.weir.schema.DataTypes;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Suggestion;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles the expressions of a rules file; what is wrong becomes findings with their place in the file. */
final class ExpressionReader {
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");

    private final Findings findings;
    private final Map<Written, Cel.Compiled> compiled;
    private final CheckedShapes shapes;
    private final Map<DataTypes, SchemaCheck> checks;
    private final Optional<SchemaCheck> schemas;

    /** The same text means the same wherever it may name the same. */
    private record Written(String expression, Cel.Names names) {}

    ExpressionReader(Findings findings) {
        this(findings, new ConcurrentHashMap<>(), new CheckedShapes(), new HashMap<>(), Optional.empty());
    }

    private ExpressionReader(
            Findings findings,
            Map<Written, Cel.Compiled> compiled,
            CheckedShapes shapes,
            Map<DataTypes, SchemaCheck> checks,
            Optional<SchemaCheck> schemas) {
        this.findings = findings;
        this.compiled = compiled;
        this.shapes = shapes;
        this.checks = checks;
        this.schemas = schemas;
    }

    /** Reads expressions that are asked of events of these types only. */
    ExpressionReader knowing(DataTypes types) {
        return new ExpressionReader(
                findings, compiled, shapes, checks, Optional.of(checks.computeIfAbsent(types, SchemaCheck::new)));
    }

    /** Reads expressions that may name an item of a list: its fields are known where the list's are. */
    ExpressionReader ofItems(Expression list, Cel.Names names) {
        return new ExpressionReader(
                findings, compiled, shapes, checks, schemas.map(check -> check.ofItems(list, names)));
    }

    /**
     * Compiles conditions on all processors before they are read one after the other: of ten thousand rules, nearly all the
     * time goes there.
     */
    void prepare(Collection<String> conditions) {
        conditions.parallelStream()
                .map(String::strip)
                .filter(text ->
                        text.length() <= Cel.MAX_LENGTH && FieldPath.of(text).isEmpty())
                .distinct()
                .forEach(text -> compiled(text, Cel.Names.EVENT));
    }

    private Cel.Compiled compiled(String expression, Cel.Names names) {
        return compiled.computeIfAbsent(
                new Written(expression, names), key -> Cel.compile(key.expression(), key.names(), shapes));
    }

    /** What an expression is for, which says of what types it may be. */
    @SuppressWarnings("ImmutableEnumChecker") // the sets are never changed
    enum Use {
        CONDITION("true or false", EnumSet.of(CelKind.BOOL)),
        TENANT("text or an integer", EnumSet.of(CelKind.STRING, CelKind.INT)),
        LIST("a list", EnumSet.of(CelKind.LIST)),
        NAME("text, an integer, true or false", EnumSet.of(CelKind.STRING, CelKind.INT, CelKind.BOOL)),
        TEXT("text, a number, true or false", EnumSet.of(CelKind.STRING, CelKind.INT, CelKind.BOOL, CelKind.DOUBLE)),
        VALUE(
                "text, a number, true, false, null, a list or a map",
                EnumSet.of(
                        CelKind.STRING,
                        CelKind.INT,
                        CelKind.BOOL,
                        CelKind.DOUBLE,
                        CelKind.LIST,
                        CelKind.MAP,
                        CelKind.NULL_TYPE,
                        CelKind.TIMESTAMP)),
        PART("a number or text", EnumSet.of(CelKind.STRING, CelKind.INT, CelKind.DOUBLE)),
        VERSION(
                "a number, text or a list of those",
                EnumSet.of(CelKind.STRING, CelKind.INT, CelKind.DOUBLE, CelKind.LIST));

        private final String wanted;
        private final Set<CelKind> kinds;

        Use(String wanted, Set<CelKind> kinds) {
            this.wanted = wanted;
            this.kinds = kinds;
        }

        private boolean takes(CelKind kind) {
            return kind == CelKind.DYN || kinds.contains(kind);
        }
    }

    /** A scalar that is an expression as a whole. */
    Optional<Expression> read(Scalar scalar, Use use, String what) {
        return read(scalar, use, Cel.Names.EVENT, what);
    }

    /** The same where more than the event may be named. */
    Optional<Expression> read(Scalar scalar, Use use, Cel.Names names, String what) {
        String expression = scalar.text().strip();
        return read(scalar, expression, scalar.text().indexOf(expression), use, names, what);
    }

    /**
     * An expression within a scalar.
     *
     * @param offset where it starts in the scalar's text
     * @param what where it stands, in a message: {@code 'when' in rule 'orders'}
     */
    Optional<Expression> read(Scalar scalar, String expression, int offset, Use use, Cel.Names names, String what) {
        if (expression.length() > Cel.MAX_LENGTH) {
            findings.error(
                    place(scalar, offset),
                    what + " must have at most 4,096 characters, but has " + expression.length());
            return Optional.empty();
        }
        Optional<FieldPath> path = FieldPath.of(expression).filter(found -> found.isKnown(names));
        if (path.isPresent()) {
            if (path.get().isText() && !use.takes(CelKind.STRING)) {
                wrongType(scalar, offset, expression, use, what, "string");
                return Optional.empty();
            }
            return agrees(scalar, offset, expression, use, what, check -> check.path(path.get()))
                    ? Optional.of(path.get())
                    : Optional.empty();
        }
        Cel.Compiled compiled = compiled(expression, names);
        if (compiled instanceof Cel.Compiled.Program program) {
            CelType type = program.tree().getResultType();
            if (!use.takes(type.kind())) {
                wrongType(scalar, offset, expression, use, what, type.name());
                return Optional.empty();
            }
            if (!agrees(scalar, offset, expression, use, what, check -> check.expression(expression, names))) {
                return Optional.empty();
            }
            return Optional.of(
                    use == Use.CONDITION
                            ? CelExpression.condition(expression, program.tree())
                            : new CelExpression(expression, program.tree()));
        }
        for (Cel.Problem problem : ((Cel.Compiled.Broken) compiled).problems()) {
            findings.error(
                    place(scalar, offset + offset(expression, problem)),
                    what + ": " + problem.message() + hint(problem.message()));
        }
        return Optional.empty();
    }

    /** Whether an expression agrees with the schemas of the events that it is asked of; else there are findings. */
    private boolean agrees(
            Scalar scalar,
            int offset,
            String expression,
            Use use,
            String what,
            Function<SchemaCheck, SchemaCheck.Checked> check) {
        if (schemas.isEmpty()) {
            return true;
        }
        SchemaCheck.Checked checked = check.apply(schemas.get());
        for (SchemaCheck.Problem problem : checked.problems()) {
            findings.error(place(scalar, offset + problem.offset()), what + ": " + problem.message());
        }
        boolean taken =
                checked.isObject() ? use == Use.VALUE : use.takes(checked.type().kind());
        if (!taken) {
            wrongType(
                    scalar,
                    offset,
                    expression,
                    use,
                    what,
                    checked.isObject() ? "object" : checked.type().name());
        }
        return taken && checked.problems().isEmpty();
    }

    private void wrongType(Scalar scalar, int offset, String expression, Use use, String what, String type) {
        findings.error(
                place(scalar, offset),
                what + " must be " + use.wanted + ", but '" + Shown.of(expression) + "' is of type " + type);
    }

    private static String hint(String message) {
        Matcher matcher = UNDECLARED.matcher(message);
        if (!matcher.matches()) {
            return "";
        }
        return switch (matcher.group(1)) {
            case "tenant" -> "; the tenant is known only in 'to', 'entity' and 'data' of rules that are not shared";
            case "item" -> "; the item is known only in the 'as' of a list of targets";
            default -> Suggestion.text(matcher.group(1), Cel.KNOWN);
        };
    }

    /** Where a problem is within an expression, in characters. */
    static int offset(String expression, Cel.Problem problem) {
        int start = 0;
        for (int line = 1; line < problem.line(); line++) {
            start = expression.indexOf('\n', start) + 1;
        }
        int rest = expression.codePointCount(start, expression.length());
        return expression.offsetByCodePoints(start, Math.min(problem.column(), rest));
    }

    /** The place in the file of a character of a scalar's text. */
    static Place place(Scalar scalar, int offset) {
        String before =
                scalar.text().substring(0, Math.min(offset, scalar.text().length()));
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return scalar.placeOf(line, before.codePointCount(lineStart, before.length()));
    }
}
