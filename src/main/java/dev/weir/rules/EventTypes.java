package dev.weir.rules;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which types of events a condition can hold for, as its syntax tree says: {@code type == 'a'}, {@code type in ['a', 'b']} and
 * {@code type.startsWith('a')}, joined by {@code &&} and {@code ||}. What else a condition asks, any type may answer.
 *
 * @param any whether it says nothing of the type
 * @param exact the types it names
 * @param prefixes how the types start that it names so
 * @param whole whether the condition asks for nothing but that, so that it need not be evaluated
 */
record EventTypes(boolean any, Set<String> exact, List<String> prefixes, boolean whole) {
    static final EventTypes ANY = new EventTypes(true, Set.of(), List.of(), false);
    private static final EventTypes NONE = new EventTypes(false, Set.of(), List.of(), true);
    private static final String TYPE = "type";

    EventTypes {
        exact = Set.copyOf(exact);
        prefixes = List.copyOf(prefixes);
    }

    /** The types of a checked expression. */
    static EventTypes of(CelExpr expression) {
        CelExpr.ExprKind.Kind kind = expression.exprKind().getKind();
        if (kind == CelExpr.ExprKind.Kind.CONSTANT) {
            CelConstant constant = expression.constant();
            return constant.getKind() == CelConstant.Kind.BOOLEAN_VALUE && !constant.booleanValue() ? NONE : ANY;
        }
        if (kind != CelExpr.ExprKind.Kind.CALL) {
            return ANY;
        }
        CelExpr.CelCall call = expression.call();
        return switch (call.function()) {
            case "_&&_" -> of(call.args().get(0)).and(of(call.args().get(1)));
            case "_||_" -> of(call.args().get(0)).or(of(call.args().get(1)));
            case "_==_" -> equal(call.args().get(0), call.args().get(1));
            case "@in" -> isType(call.args().get(0)) ? among(call.args().get(1)) : ANY;
            case "startsWith" ->
                call.target().filter(EventTypes::isType).isPresent()
                        ? text(call.args().get(0))
                                .map(prefix -> new EventTypes(false, Set.of(), List.of(prefix), true))
                                .orElse(ANY)
                        : ANY;
            default -> ANY;
        };
    }

    /**
     * What is left of a condition to ask of an event of a type that it can hold for: the parts that look at more than that.
     *
     * @param isBoolean whether a part is true, false or an error: another, null say, is told of otherwise within '&&'
     */
    static CelExpr beside(CelExpr expression, Predicate<CelExpr> isBoolean) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL
                || !expression.call().function().equals("_&&_")) {
            return expression;
        }
        CelExpr left = expression.call().args().get(0);
        CelExpr right = expression.call().args().get(1);
        if (of(left).whole() || of(right).whole()) {
            CelExpr rest = beside(of(left).whole() ? right : left, isBoolean);
            return isBoolean.test(rest) ? rest : expression;
        }
        return CelExpr.ofCall(
                expression.id(),
                Optional.empty(),
                "_&&_",
                ImmutableList.of(beside(left, isBoolean), beside(right, isBoolean)));
    }

    private static EventTypes equal(CelExpr left, CelExpr right) {
        Optional<String> text = isType(left) ? text(right) : isType(right) ? text(left) : Optional.empty();
        return text.map(type -> new EventTypes(false, Set.of(type), List.of(), true))
                .orElse(ANY);
    }

    private static EventTypes among(CelExpr list) {
        if (list.exprKind().getKind() != CelExpr.ExprKind.Kind.LIST) {
            return ANY;
        }
        Set<String> types = new HashSet<>();
        for (CelExpr element : list.list().elements()) {
            Optional<String> text = text(element);
            if (text.isEmpty()) {
                return ANY;
            }
            types.add(text.get());
        }
        return new EventTypes(false, types, List.of(), true);
    }

    private static boolean isType(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(TYPE);
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private EventTypes and(EventTypes other) {
        if (any || other.any) {
            EventTypes known = any ? other : this;
            return new EventTypes(known.any, known.exact, known.prefixes, false);
        }
        Set<String> both = new HashSet<>();
        exact.stream().filter(other::admits).forEach(both::add);
        other.exact.stream().filter(this::admits).forEach(both::add);
        List<String> longer = new ArrayList<>();
        for (String one : prefixes) {
            for (String two : other.prefixes) {
                if (one.startsWith(two) || two.startsWith(one)) {
                    longer.add(one.length() > two.length() ? one : two);
                }
            }
        }
        return new EventTypes(false, both, longer, whole && other.whole);
    }

    private EventTypes or(EventTypes other) {
        if (any || other.any) {
            return ANY;
        }
        Set<String> either = new HashSet<>(exact);
        either.addAll(other.exact);
        List<String> all = new ArrayList<>(prefixes);
        all.addAll(other.prefixes);
        return new EventTypes(false, either, all, whole && other.whole);
    }

    /** Whether the condition can hold for events of a type. */
    boolean admits(String type) {
        if (any || exact.contains(type)) {
            return true;
        }
        for (String prefix : prefixes) {
            if (type.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it can hold for no event. */
    boolean isNone() {
        return !any && exact.isEmpty() && prefixes.isEmpty();
    }
}
