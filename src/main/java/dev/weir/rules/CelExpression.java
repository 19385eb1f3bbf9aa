package dev.weir.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.weir.event.DeadLetter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An expression that CEL evaluates. */
final class CelExpression implements Expression {
    private static final Pattern PLACE = Pattern.compile("^evaluation error( at <input>:[0-9]+)?: ");

    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final EventTypes types;
    /** Made when it is asked for first: most of many rules wait long for their events. Made twice, it is the same. */
    private volatile CelRuntime.@Nullable Program program;

    private CelExpression(String text, CelAbstractSyntaxTree tree, EventTypes types) {
        this.text = text;
        this.tree = tree;
        this.types = types;
    }

    /** One whose value counts, whatever the event. */
    CelExpression(String text, CelAbstractSyntaxTree tree) {
        this(text, tree, EventTypes.ANY);
    }

    /** One that is asked only of events of the {@link #types types} that it can be true for: it does not ask for these again. */
    static CelExpression condition(String text, CelAbstractSyntaxTree tree) {
        EventTypes types = EventTypes.of(tree.getExpr());
        CelExpr beside = EventTypes.beside(
                tree.getExpr(),
                part -> tree.getType(part.id()).filter(SimpleType.BOOL::equals).isPresent());
        return new CelExpression(
                text,
                CelAbstractSyntaxTree.newCheckedAst(
                        beside, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap()),
                types);
    }

    /** Which types of events it can be true for. */
    EventTypes types() {
        return types;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Object valueIn(Variables variables) {
        try {
            CelRuntime.Program known = program;
            if (known == null) {
                known = Cel.program(tree);
                program = known;
            }
            return known.eval(variables);
        } catch (CelEvaluationException e) {
            if (e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND
                    || e.getErrorCode() == CelErrorCode.INDEX_OUT_OF_BOUNDS) {
                return new Missing(() -> problem(e));
            }
            throw new Refusal(DeadLetter.Reason.EXPRESSION_FAILED, problem(e));
        } catch (RuntimeException e) {
            // CEL says that it throws none, but an event has to come to an end whatever a value made it do.
            throw new Refusal(DeadLetter.Reason.EXPRESSION_FAILED, problem(e));
        }
    }

    private String problem(Exception e) {
        return "the expression '" + Shown.of(text) + "' failed: "
                + Shown.of(PLACE.matcher(String.valueOf(e.getMessage())).replaceFirst(""));
    }
}
