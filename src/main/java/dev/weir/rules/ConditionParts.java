package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.weir.rules.Explanation.Part;
import dev.weir.rules.Explanation.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which parts of a condition are not true of an event, and what they looked at. Compiles each part anew: for a
 * person who asks once, not for the flow.
 */
final class ConditionParts {
    private static final int SHOWN = 200;

    private final Variables variables;

    ConditionParts(Variables variables) {
        this.variables = variables;
    }

    /** Of a condition that does not hold, the smallest parts that keep it from it. */
    List<Part> notTrue(String condition) {
        String text = ConditionText.unwrapped(condition);
        List<String> alternatives = ConditionText.operands(text, "||");
        if (alternatives.size() > 1) {
            return alternatives.stream()
                    .flatMap(alternative -> notTrue(alternative).stream())
                    .toList();
        }
        List<String> demands = ConditionText.operands(text, "&&");
        if (demands.size() > 1) {
            List<Part> parts = new ArrayList<>();
            demands.forEach(demand -> parts.addAll(notTrue(demand)));
            // Where brackets were misread, the parts would all be true; the whole is never wrong.
            return parts.isEmpty() ? List.of(part(text)) : parts;
        }
        Part part = part(text);
        return part.answer().equals("true") ? List.of() : List.of(part);
    }

    private Part part(String text) {
        return new Part(text, answer(text), values(text));
    }

    private String answer(String text) {
        Optional<Expression> expression = expression(text);
        if (expression.isEmpty()) {
            return "not evaluated alone";
        }
        try {
            return switch (new Condition(expression.get(), "when").of(variables)) {
                case MATCH -> "true";
                case NO_MATCH -> "false";
                case MISSING -> "asks for a field that the event has not";
            };
        } catch (Refusal refusal) {
            return "failed: " + refusal.description();
        }
    }

    private List<Value> values(String text) {
        Set<String> paths = new LinkedHashSet<>();
        if (FieldPath.of(text).isPresent()) {
            paths.add(text);
        } else if (Cel.compile(text, Cel.Names.EVENT) instanceof Cel.Compiled.Program program) {
            collect(program.tree().getExpr(), paths);
        }
        return paths.stream().map(path -> new Value(path, json(path))).toList();
    }

    private String json(String path) {
        Optional<Expression> expression = expression(path);
        if (expression.isEmpty()) {
            return "missing";
        }
        try {
            Object value = expression.get().valueIn(variables);
            return value instanceof Missing ? "missing" : shown(JsonResult.of(value));
        } catch (Refusal refusal) {
            return "missing";
        }
    }

    private static String shown(JsonNode value) {
        String json = value.toString();
        return json.length() <= SHOWN ? json : json.substring(0, SHOWN) + "…";
    }

    private static Optional<Expression> expression(String text) {
        Optional<FieldPath> path = FieldPath.of(text).filter(found -> !found.isTenant());
        if (path.isPresent()) {
            return Optional.of(path.get());
        }
        return Cel.compile(text, Cel.Names.EVENT) instanceof Cel.Compiled.Program program
                ? Optional.of(new CelExpression(text, program.tree()))
                : Optional.empty();
    }

    /** The fields of the event that an expression names; what a macro binds is none. */
    private static void collect(CelExpr expression, Set<String> paths) {
        Optional<String> path = path(expression);
        if (path.isPresent()) {
            paths.add(path.get());
            return;
        }
        switch (expression.exprKind().getKind()) {
            case SELECT -> collect(expression.select().operand(), paths);
            case CALL -> {
                expression.call().target().ifPresent(target -> collect(target, paths));
                expression.call().args().forEach(argument -> collect(argument, paths));
            }
            case LIST -> expression.list().elements().forEach(element -> collect(element, paths));
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    collect(entry.key(), paths);
                    collect(entry.value(), paths);
                });
            case COMPREHENSION -> collect(expression.comprehension().iterRange(), paths);
            default -> {}
        }
    }

    private static Optional<String> path(CelExpr expression) {
        switch (expression.exprKind().getKind()) {
            case IDENT -> {
                return Optional.of(expression.ident().name()).filter(Cel.VARIABLES::contains);
            }
            case SELECT -> {
                return path(expression.select().operand())
                        .map(operand -> operand + "." + expression.select().field());
            }
            case CALL -> {
                boolean index = expression.call().function().equals("_[_]")
                        && expression.call().args().size() == 2;
                return index
                        ? path(expression.call().args().get(0))
                                .flatMap(operand -> constant(
                                                expression.call().args().get(1))
                                        .map(key -> operand + "[" + key + "]"))
                        : Optional.empty();
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private static Optional<String> constant(CelExpr expression) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return Optional.empty();
        }
        CelConstant constant = expression.constant();
        return switch (constant.getKind()) {
            case INT64_VALUE -> Optional.of(Long.toString(constant.int64Value()));
            case STRING_VALUE -> Optional.of("'" + constant.stringValue() + "'").filter(text -> text.indexOf('\\') < 0);
            default -> Optional.empty();
        };
    }
}
