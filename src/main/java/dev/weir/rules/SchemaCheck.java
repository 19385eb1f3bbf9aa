package dev.weir.rules;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.weir.schema.DataTypes;
import dev.weir.yaml.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks expressions that compile against the schemas of the events that they are asked of. Of one loading and one thread. */
final class SchemaCheck {
    private static final Pattern UNDEFINED = Pattern.compile("undefined field '([^']*)'");
    /** What CEL adds of the types that would do: placeholders, mostly. */
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$");

    /** What stands between a path and the next field's name. */
    private static final Pattern NEXT = Pattern.compile("(\\.|\\[\\s*[\"'])$");

    private static final Pattern PATH_BEFORE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\s*\\.\\s*[A-Za-z_][A-Za-z0-9_]*)*$");

    private final DataTypes types;
    private final CelType item;
    private final Map<Cel.Names, CelCompiler> compilers = new EnumMap<>(Cel.Names.class);
    private final Map<Cel.Names, Map<String, Checked>> checked = new EnumMap<>(Cel.Names.class);

    SchemaCheck(DataTypes types) {
        this(types, SimpleType.DYN);
    }

    private SchemaCheck(DataTypes types, CelType item) {
        this.types = types;
        this.item = item;
    }

    /** Checks expressions that may name an item of a list. */
    SchemaCheck ofItems(Expression list, Cel.Names names) {
        CelType type = (list instanceof FieldPath path ? path(path) : expression(list.text(), names)).type();
        CelType of = type instanceof ListType items && items.hasElemType() ? items.elemType() : SimpleType.DYN;
        // CEL's checker gives a struct's name alone.
        return new SchemaCheck(
                types, of.kind() == CelKind.STRUCT ? types.findType(of.name()).orElse(of) : of);
    }

    /**
     * What is wrong.
     *
     * @param offset where in the expression, in characters
     */
    record Problem(int offset, String message) {}

    /** @param type of the expression's value, as far as it is known; an object has no kind that any use would mistake */
    record Checked(List<Problem> problems, CelType type) {
        Checked {
            problems = List.copyOf(problems);
        }

        boolean isObject() {
            return type.kind() == CelKind.STRUCT;
        }
    }

    Checked path(FieldPath path) {
        boolean ofItem = path.ofItem().isPresent();
        Optional<List<String>> fields = ofItem ? path.ofItem() : path.ofData();
        if (fields.isEmpty()) {
            return new Checked(List.of(), SimpleType.DYN);
        }
        DataTypes.Field found = types.field(ofItem ? item : types.data(), fields.get());
        if (found instanceof DataTypes.Field.Known known) {
            return new Checked(List.of(), known.type());
        }
        DataTypes.Field.Unknown unknown = (DataTypes.Field.Unknown) found;
        String name = fields.get().get(unknown.index());
        int offset = ofItem ? "item.".length() : "data.".length();
        for (String before : fields.get().subList(0, unknown.index())) {
            offset += before.length() + 1;
        }
        return new Checked(List.of(new Problem(offset, message(name, unknown.known()))), SimpleType.DYN);
    }

    Checked expression(String text, Cel.Names names) {
        return checked.computeIfAbsent(names, key -> new HashMap<>()).computeIfAbsent(text, key -> check(key, names));
    }

    private Checked check(String text, Cel.Names names) {
        Cel.Checked said = Cel.check(text, compilers.computeIfAbsent(names, key -> Cel.compiler(key, types, item)));
        List<Problem> problems = new ArrayList<>();
        for (Cel.Problem problem : said.problems()) {
            int offset = ExpressionReader.offset(text, problem);
            Matcher undefined = UNDEFINED.matcher(problem.message());
            if (undefined.find()) {
                String name = undefined.group(1);
                int at = Math.max(offset, text.indexOf(name, offset));
                problems.add(new Problem(at, message(name, known(text.substring(0, at)))));
            } else {
                String message = CANDIDATES.matcher(problem.message()).replaceFirst("");
                problems.add(new Problem(offset, message + ", as '" + types.names() + "' says"));
            }
        }
        return new Checked(problems, said.type());
    }

    private String message(String field, Collection<String> known) {
        return "'" + types.names() + "' has no field '" + Shown.of(field) + "'" + Suggestion.text(field, known);
    }

    /** The fields that might stand after a text such as {@code data.customer.}; none where it is more than a path. */
    private Collection<String> known(String before) {
        String path = before.stripTrailing();
        Matcher matcher =
                PATH_BEFORE.matcher(NEXT.matcher(path).replaceFirst("").stripTrailing());
        if (!matcher.find()) {
            return List.of();
        }
        List<String> names = Arrays.asList(matcher.group().split("\\s*\\.\\s*"));
        boolean ofItem = names.get(0).equals("item");
        if (!ofItem && !names.get(0).equals("data")) {
            return List.of();
        }
        List<String> asked = new ArrayList<>(names.subList(1, names.size()));
        asked.add("");
        return types.field(ofItem ? item : types.data(), asked) instanceof DataTypes.Field.Unknown unknown
                ? unknown.known()
                : List.of();
    }
}
