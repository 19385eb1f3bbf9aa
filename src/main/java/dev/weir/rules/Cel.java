package dev.weir.rules;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.weir.schema.DataTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Compiles CEL, with limits to what an expression may cost. The legacy runtime, not the planner's: that one was twenty
 * times as slow over a view of JSON.
 */
final class Cel {
    /** The longest expression, in characters. */
    static final int MAX_LENGTH = 4096;

    private static final int MAX_ITERATIONS = 10_000;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_REGEX = 2_000;

    static final List<String> VARIABLES = List.of("type", "source", "subject", "id", "time", "data", "properties");

    private static final List<String> FUNCTIONS =
            List.of("has", "size", "timestamp", "duration", "int", "double", "string", "matches", "mask", "hash");

    /** What somebody who misspelt a name may have meant. */
    static final List<String> KNOWN =
            Stream.concat(VARIABLES.stream(), FUNCTIONS.stream()).toList();

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxRegexProgramSize(MAX_REGEX)
            .build();
    /** Made once: made for each expression, as CEL does otherwise, they cost a tenth of compiling it. */
    private static final CelStandardDeclarations DECLARATIONS =
            CelStandardDeclarations.newBuilder().build();

    private static final Map<Names, CelCompiler> COMPILERS = new ConcurrentHashMap<>();

    private Cel() {}

    /** Made when the first expression is evaluated: what only checks rules does without. */
    private static final class Evaluator {
        static final CelRuntime INSTANCE = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(Masking.BINDINGS)
                .build();
    }

    /** What an expression may name beside the event. */
    enum Names {
        EVENT(false, false),
        TENANT(true, false),
        ITEM(false, true),
        TENANT_AND_ITEM(true, true);

        private final boolean tenant;
        private final boolean item;

        Names(boolean tenant, boolean item) {
            this.tenant = tenant;
            this.item = item;
        }

        boolean tenant() {
            return tenant;
        }

        boolean item() {
            return item;
        }

        /** The same and an item of a list. */
        Names withItem() {
            return tenant ? TENANT_AND_ITEM : ITEM;
        }
    }

    private static CelCompilerBuilder compiler(Names names, CelType data, CelType item) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(DECLARATIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(Masking.DECLARATIONS)
                .addVar("type", SimpleType.STRING)
                .addVar("source", SimpleType.STRING)
                .addVar("subject", SimpleType.STRING)
                .addVar("id", SimpleType.STRING)
                .addVar("time", SimpleType.STRING)
                .addVar("data", data)
                .addVar("properties", MapType.create(SimpleType.STRING, SimpleType.DYN));
        if (names.tenant()) {
            builder.addVar("tenant", SimpleType.STRING);
        }
        if (names.item()) {
            builder.addVar("item", item);
        }
        return builder;
    }

    /** What came of compiling. */
    sealed interface Compiled {

        record Program(CelAbstractSyntaxTree tree) implements Compiled {}

        record Broken(List<Problem> problems) implements Compiled {}
    }

    /**
     * @param line within the expression, from 1
     * @param column the code point within the line, from 0
     * @param message CEL's own
     */
    record Problem(int line, int column, String message) {}

    /** Compiles what most rules hold, for the classes that this loads. */
    static void warmUp() {
        compile("has(data.a) && data.a == 'b' && type.startsWith('c')", Names.EVENT);
    }

    static Compiled compile(String expression, Names names) {
        return compile(expression, names, new CheckedShapes());
    }

    /** @param known what was checked before */
    static Compiled compile(String expression, Names names, CheckedShapes known) {
        CelCompiler compiler = COMPILERS.computeIfAbsent(
                names, key -> compiler(key, SimpleType.DYN, SimpleType.DYN).build());
        try {
            CelValidationResult read = compiler.parse(expression);
            if (read.hasError()) {
                return broken(read);
            }
            CelAbstractSyntaxTree parsed = read.getAst();
            Optional<CelAbstractSyntaxTree> like = known.checked(parsed, names);
            if (like.isPresent()) {
                return new Compiled.Program(like.get());
            }
            CelValidationResult result = compiler.check(parsed);
            if (result.hasError()) {
                return broken(result);
            }
            known.add(parsed, names, result.getAst());
            return new Compiled.Program(result.getAst());
        } catch (CelValidationException e) {
            return new Compiled.Broken(List.of(new Problem(1, 0, String.valueOf(e.getMessage()))));
        }
    }

    private static Compiled broken(CelValidationResult result) {
        return new Compiled.Broken(
                result.getErrors().stream().map(Cel::problem).distinct().toList());
    }

    /**
     * What an expression that compiles is, where the types of the event's fields are known.
     *
     * @param type of its value; dynamic where there are problems
     */
    record Checked(List<Problem> problems, CelType type) {
        Checked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * What checks expressions against what schemas say of the event's data.
     *
     * @param item what they say of a list's item, where one may be named
     */
    static CelCompiler compiler(Names names, DataTypes types, CelType item) {
        return compiler(names, types.data(), item).setTypeProvider(types).build();
    }

    /** Checks an expression that compiles. */
    static Checked check(String expression, CelCompiler knowing) {
        CelValidationResult result;
        try {
            result = knowing.check(
                    IndexedFields.asFields(knowing.parse(expression).getAst()));
            if (!result.hasError()) {
                return new Checked(List.of(), result.getAst().getResultType());
            }
        } catch (CelValidationException e) {
            return new Checked(List.of(), SimpleType.DYN);
        }
        // An object is a map where it is evaluated, so what CEL says of it as a struct does not hold.
        List<Problem> problems = result.getErrors().stream()
                .map(Cel::problem)
                .filter(problem -> !problem.message().contains(DataTypes.STRUCT))
                .distinct()
                .toList();
        return new Checked(problems, SimpleType.DYN);
    }

    /** What evaluates a checked expression. */
    static CelRuntime.Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return Evaluator.INSTANCE.createProgram(tree);
    }

    private static Problem problem(CelIssue issue) {
        CelSourceLocation place = issue.getSourceLocation();
        return new Problem(Math.max(1, place.getLine()), Math.max(0, place.getColumn()), issue.getMessage());
    }
}
