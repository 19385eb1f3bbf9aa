package dev.weir.local.sqlfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads conditions, from the loosest operator to the tightest: OR, AND, NOT, then the comparisons between values. Values
 * are {@link ExpressionParser}'s; as parentheses may hold either, both call each other.
 */
final class PredicateParser {
    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "=", Comparison.EQUAL,
            "<>", Comparison.NOT_EQUAL,
            "!=", Comparison.NOT_EQUAL,
            ">", Comparison.GREATER,
            ">=", Comparison.GREATER_OR_EQUAL,
            "<", Comparison.LESS,
            "<=", Comparison.LESS_OR_EQUAL);

    private final TokenCursor tokens;
    private final ExpressionParser expressions;

    PredicateParser(TokenCursor tokens, Map<String, Object> parameters) {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens, parameters, inside -> either());
    }

    /** Reads a condition that takes up all of the text. */
    Predicate parse() {
        Predicate predicate = condition(either());
        tokens.expectEnd("AND, OR");
        return predicate;
    }

    /** Reads a condition, or what stands in its place: a value that nothing is compared with. */
    private SqlNode either() {
        SqlNode first = conjunction();
        if (!tokens.peek().isWord("OR")) {
            return first;
        }
        List<Predicate> terms = new ArrayList<>(List.of(condition(first)));
        while (tokens.takeWord("OR")) {
            terms.add(condition(conjunction()));
        }
        return new Predicate.Any(terms);
    }

    private SqlNode conjunction() {
        SqlNode first = negation();
        if (!tokens.peek().isWord("AND")) {
            return first;
        }
        List<Predicate> terms = new ArrayList<>(List.of(condition(first)));
        while (tokens.takeWord("AND")) {
            terms.add(condition(negation()));
        }
        return new Predicate.All(terms);
    }

    private SqlNode negation() {
        if (!tokens.takeWord("NOT")) {
            return comparison();
        }
        tokens.enter();
        Predicate operand = condition(negation());
        tokens.leave();
        return new Predicate.Not(operand);
    }

    private SqlNode comparison() {
        Token start = tokens.peek();
        SqlNode left = expressions.additive();
        Token operator = tokens.peek();
        Comparison comparison = operator.kind() == Token.Kind.SYMBOL ? COMPARISONS.get(operator.text()) : null;
        if (comparison != null) {
            tokens.take();
            return new Predicate.Compare(comparison, ExpressionParser.value(left, start), expressions.value());
        }
        if (tokens.takeWord("IS")) {
            boolean negated = tokens.takeWord("NOT");
            tokens.expectWord("NULL");
            if (!(left instanceof Expression.Property property)) {
                throw TokenCursor.expected("a property before IS", start);
            }
            return negatedIf(negated, new Predicate.IsNull(property));
        }
        boolean negated = tokens.takeWord("NOT");
        if (tokens.takeWord("IN")) {
            return negatedIf(negated, new Predicate.In(ExpressionParser.value(left, start), candidates()));
        }
        if (tokens.takeWord("LIKE")) {
            Expression pattern = expressions.value();
            Expression escape = tokens.takeWord("ESCAPE") ? expressions.value() : null;
            return negatedIf(negated, new Predicate.Like(ExpressionParser.value(left, start), pattern, escape));
        }
        if (negated) {
            throw tokens.expected("IN or LIKE");
        }
        return left;
    }

    private List<Expression> candidates() {
        List<Expression> candidates = new ArrayList<>();
        tokens.expectSymbol("(");
        do {
            candidates.add(expressions.value());
        } while (tokens.takeSymbol(","));
        if (!tokens.takeSymbol(")")) {
            throw tokens.expected("',' or ')'");
        }
        return candidates;
    }

    private static Predicate negatedIf(boolean negated, Predicate predicate) {
        return negated ? new Predicate.Not(predicate) : predicate;
    }

    private Predicate condition(SqlNode node) {
        if (node instanceof Predicate predicate) {
            return predicate;
        }
        throw tokens.expected("a comparison, such as = <> > LIKE IN or IS NULL");
    }
}
