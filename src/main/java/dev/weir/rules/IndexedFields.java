package dev.weir.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.List;

/** Fields that an expression names by index, {@code data["x"]}: they mean what {@code data.x} does. */
final class IndexedFields {
    private IndexedFields() {}

    /** A parsed expression with such indexes written as fields, so that the checker looks them up. */
    static CelAbstractSyntaxTree asFields(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        List<CelMutableExpr> indexed = CelNavigableMutableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableMutableExpr::expr)
                .filter(IndexedFields::isByText)
                .toList();
        if (indexed.isEmpty()) {
            return parsed;
        }
        for (CelMutableExpr expression : indexed) {
            List<CelMutableExpr> parts = expression.call().args();
            expression.setSelect(CelMutableExpr.CelMutableSelect.create(
                    parts.get(0), parts.get(1).constant().stringValue()));
        }
        // With the places of the parsed one, which a tree that can be changed has not.
        return CelAbstractSyntaxTree.newParsedAst(tree.toParsedAst().getExpr(), parsed.getSource());
    }

    private static boolean isByText(CelMutableExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().function().equals("_[_]")
                && expression.call().args().get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.call().args().get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }
}
