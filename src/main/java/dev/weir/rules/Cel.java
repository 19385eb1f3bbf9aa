package dev.weir.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Map<Names, CelCompiler> COMPILERS = compilers();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(Masking.BINDINGS)
            .build();

    private Cel() {}

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

    private static Map<Names, CelCompiler> compilers() {
        Map<Names, CelCompiler> compilers = new EnumMap<>(Names.class);
        for (Names names : Names.values()) {
            CelCompilerBuilder builder = compiler();
            if (names.tenant()) {
                builder.addVar("tenant", SimpleType.STRING);
            }
            if (names.item()) {
                builder.addVar("item", SimpleType.DYN);
            }
            compilers.put(names, builder.build());
        }
        return compilers;
    }

    private static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(Masking.DECLARATIONS)
                .addVar("type", SimpleType.STRING)
                .addVar("source", SimpleType.STRING)
                .addVar("subject", SimpleType.STRING)
                .addVar("id", SimpleType.STRING)
                .addVar("time", SimpleType.STRING)
                .addVar("data", SimpleType.DYN)
                .addVar("properties", MapType.create(SimpleType.STRING, SimpleType.DYN));
    }

    /** What came of compiling. */
    sealed interface Compiled {

        record Program(CelRuntime.Program program, CelAbstractSyntaxTree tree) implements Compiled {}

        record Broken(List<Problem> problems) implements Compiled {}
    }

    /**
     * @param line within the expression, from 1
     * @param column the code point within the line, from 0
     * @param message CEL's own
     */
    record Problem(int line, int column, String message) {}

    static Compiled compile(String expression, Names names) {
        CelValidationResult result =
                Objects.requireNonNull(COMPILERS.get(names)).compile(expression);
        try {
            if (result.hasError()) {
                return new Compiled.Broken(
                        result.getErrors().stream().map(Cel::problem).distinct().toList());
            }
            CelAbstractSyntaxTree tree = result.getAst();
            return new Compiled.Program(RUNTIME.createProgram(tree), tree);
        } catch (CelValidationException | CelEvaluationException e) {
            return new Compiled.Broken(List.of(new Problem(1, 0, String.valueOf(e.getMessage()))));
        }
    }

    private static Problem problem(CelIssue issue) {
        CelSourceLocation place = issue.getSourceLocation();
        return new Problem(Math.max(1, place.getLine()), Math.max(0, place.getColumn()), issue.getMessage());
    }
}
