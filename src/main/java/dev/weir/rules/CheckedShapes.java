package dev.weir.rules;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What CEL's checker said of expressions, by all of them but the texts that they hold: it looks at no text, so thousands of
 * conditions that differ in those alone are checked once. Of one loading; safe on any thread.
 */
final class CheckedShapes {
    private static final CelConstant ANY_TEXT = CelConstant.ofValue("");

    private final Map<Shape, CelAbstractSyntaxTree> checked = new ConcurrentHashMap<>();

    private record Shape(CelExpr expression, Cel.Names names) {}

    /** A parsed expression as the checker would give it back, where it has seen one of its shape. */
    Optional<CelAbstractSyntaxTree> checked(CelAbstractSyntaxTree parsed, Cel.Names names) {
        CelAbstractSyntaxTree like = checked.get(shape(parsed, names));
        return like == null
                ? Optional.empty()
                : Optional.of(CelAbstractSyntaxTree.newCheckedAst(
                        parsed.getExpr(), parsed.getSource(), like.getReferenceMap(), like.getTypeMap()));
    }

    /** Keeps what the checker said of an expression, if it left it as it was. */
    void add(CelAbstractSyntaxTree parsed, Cel.Names names, CelAbstractSyntaxTree result) {
        if (result.getExpr().equals(parsed.getExpr())) {
            checked.putIfAbsent(shape(parsed, names), result);
        }
    }

    private static Shape shape(CelAbstractSyntaxTree parsed, Cel.Names names) {
        return new Shape(withoutTexts(parsed.getExpr()), names);
    }

    /** Macros and maps are left as they are: they are rare, and still told apart. */
    private static CelExpr withoutTexts(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case CONSTANT ->
                expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                        ? CelExpr.ofConstant(expression.id(), ANY_TEXT)
                        : expression;
            case SELECT ->
                CelExpr.ofSelect(
                        expression.id(),
                        withoutTexts(expression.select().operand()),
                        expression.select().field(),
                        expression.select().testOnly());
            case CALL ->
                CelExpr.ofCall(
                        expression.id(),
                        expression.call().target().map(CheckedShapes::withoutTexts),
                        expression.call().function(),
                        withoutTexts(expression.call().args()));
            case LIST ->
                CelExpr.ofList(
                        expression.id(),
                        withoutTexts(expression.list().elements()),
                        expression.list().optionalIndices());
            default -> expression;
        };
    }

    private static ImmutableList<CelExpr> withoutTexts(List<CelExpr> expressions) {
        return expressions.stream().map(CheckedShapes::withoutTexts).collect(ImmutableList.toImmutableList());
    }
}
