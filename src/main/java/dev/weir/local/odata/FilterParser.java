package dev.weir.local.odata;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a filter by the service's precedence: {@code not}, comparisons and {@code in}, {@code and}, {@code or}. */
final class FilterParser {
    private static final int MAX_DEPTH = 50;
    private static final String GROUPS = "groups";
    private static final Map<String, Relation> RELATIONS = Map.of(
            "eq", Relation.EQ,
            "ne", Relation.NE,
            "gt", Relation.GT,
            "ge", Relation.GE,
            "lt", Relation.LT,
            "le", Relation.LE);

    private final List<Token> tokens;
    private int next;
    private int depth;
    private int clauses;

    FilterParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Term parse() {
        Token start = peek();
        Term filter = condition(disjunction(), start);
        if (peek().type() != Token.Type.END) {
            throw expected("an operator or the end");
        }
        return filter;
    }

    private Term disjunction() {
        Token start = peek();
        Term first = conjunction();
        if (!peek().isWord("or")) {
            return first;
        }
        List<Term> terms = new ArrayList<>(List.of(condition(first, start)));
        while (takeWord("or")) {
            Token second = peek();
            terms.add(condition(conjunction(), second));
        }
        return new Term.Chain(true, terms);
    }

    private Term conjunction() {
        Token start = peek();
        Term first = comparison();
        if (!peek().isWord("and")) {
            return first;
        }
        List<Term> terms = new ArrayList<>(List.of(condition(first, start)));
        while (takeWord("and")) {
            Token second = peek();
            terms.add(condition(comparison(), second));
        }
        return new Term.Chain(false, terms);
    }

    private Term comparison() {
        Token start = peek();
        Term left = negation();
        Token operator = peek();
        if (takeWord("in")) {
            countClause(operator);
            return in(left, start);
        }
        Relation relation = operator.type() == Token.Type.WORD ? RELATIONS.get(operator.text()) : null;
        if (relation == null) {
            return left;
        }
        next++;
        countClause(operator);
        Term right = negation();
        checkComparable(operator, left, right);
        if (relation.isOrdering() && (left.kind() == Kind.CONDITION || right.kind() == Kind.CONDITION)) {
            throw new FilterSyntaxException(
                    operator.position(), "'" + operator.text() + "' cannot be applied to a condition");
        }
        return new Term.Compare(relation, left, right);
    }

    private Term in(Term left, Token start) {
        Token right = peek();
        if (takeGroups()) {
            if (!left.kind().comparesWith(Kind.TEXT)) {
                throw new FilterSyntaxException(
                        start.position(), "expected a text before 'in groups', but found " + left.kind());
            }
            return new Term.InGroups(left);
        }
        if (!takeSymbol("(")) {
            throw new FilterSyntaxException(
                    right.position(), "expected 'groups' or '(' after 'in', but found " + right.found());
        }
        List<Term> candidates = new ArrayList<>();
        do {
            Token position = peek();
            Term candidate = negation();
            checkComparable(position, left, candidate);
            candidates.add(candidate);
        } while (takeSymbol(","));
        if (!takeSymbol(")")) {
            throw expected("',' or ')'");
        }
        return new Term.In(left, candidates);
    }

    private static void checkComparable(Token position, Term left, Term right) {
        if (!left.kind().comparesWith(right.kind())) {
            throw new FilterSyntaxException(
                    position.position(), "cannot compare " + left.kind() + " with " + right.kind());
        }
    }

    /** Takes {@code groups}, in parentheses or not. */
    private boolean takeGroups() {
        int at = next;
        while (tokens.get(at).isSymbol("(")) {
            at++;
        }
        if (!isGroups(tokens.get(at))) {
            return false;
        }
        int parentheses = at - next;
        next = at + 1;
        for (int i = 0; i < parentheses; i++) {
            expectSymbol(")");
        }
        return true;
    }

    private static boolean isGroups(Token token) {
        return token.type() == Token.Type.WORD && token.text().equalsIgnoreCase(GROUPS);
    }

    private Term negation() {
        if (!takeWord("not")) {
            return primary();
        }
        enter();
        Token start = peek();
        Term operand = negation();
        if (operand.kind() != Kind.CONDITION) {
            throw new FilterSyntaxException(
                    start.position(),
                    "expected a condition after 'not', but found " + operand.kind()
                            + "; 'not' binds tighter than a comparison, which goes into parentheses");
        }
        depth--;
        return new Term.Not(operand);
    }

    private Term primary() {
        Token token = peek();
        switch (token.type()) {
            case TEXT -> {
                next++;
                return new Term.Literal(Kind.TEXT, token.text());
            }
            case NUMBER -> {
                next++;
                return new Term.Literal(Kind.NUMBER, number(token));
            }
            case WORD -> {
                return word(token);
            }
            default -> {
                if (!takeSymbol("(")) {
                    throw expected("a value or a condition");
                }
                enter();
                Term inside = disjunction();
                if (!takeSymbol(")")) {
                    throw expected("an operator or ')'");
                }
                depth--;
                return inside;
            }
        }
    }

    private static Long number(Token token) {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw new FilterSyntaxException(
                    token.position(), "expected a whole number of 64 bits, but found " + token.text());
        }
    }

    private Term word(Token word) {
        if (tokens.get(next + 1).isSymbol("(")) {
            return call(word);
        }
        Term term = switch (word.text()) {
            case "true" -> new Term.Literal(Kind.CONDITION, true);
            case "false" -> new Term.Literal(Kind.CONDITION, false);
            case "null" -> new Term.Literal(Kind.NULL, null);
            default -> identifier(word);
        };
        next++;
        return term;
    }

    private static Term identifier(Token word) {
        return switch (word.text().toLowerCase(Locale.ROOT)) {
            case "userid" -> new Term.UserId();
            case "connectionid" -> new Term.ConnectionId();
            case GROUPS ->
                throw new FilterSyntaxException(
                        word.position(), "'groups' can only stand after 'in' or within length()");
            default ->
                throw new FilterSyntaxException(
                        word.position(),
                        "expected userId, connectionId, a literal or a function, but found " + word.found());
        };
    }

    private Term call(Token name) {
        Optional<Function> found = Optional.empty();
        for (Function function : Function.values()) {
            if (function.written().equals(name.text())) {
                found = Optional.of(function);
            }
        }
        Function function = found.orElseThrow(() -> new FilterSyntaxException(
                name.position(),
                "expected a function such as startswith, tolower or length, but found " + name.found()));
        next++;
        expectSymbol("(");
        enter();
        Term call = function == Function.LENGTH && takeGroups() ? new Term.GroupCount() : call(function, name);
        expectSymbol(")");
        depth--;
        return call;
    }

    private Term call(Function function, Token name) {
        if (function.result() == Kind.CONDITION) {
            countClause(name);
        }
        List<Term> arguments = new ArrayList<>();
        for (int i = 0; i < function.texts(); i++) {
            if (i > 0) {
                expectSymbol(",");
            }
            Token start = peek();
            Term argument = primary();
            if (!argument.kind().comparesWith(Kind.TEXT)) {
                throw new FilterSyntaxException(
                        start.position(),
                        "expected a text for " + function.written() + ", but found " + argument.kind());
            }
            arguments.add(argument);
        }
        for (int i = 0; i < function.numbers() && (i == 0 || peek().isSymbol(",")); i++) {
            expectSymbol(",");
            if (peek().type() != Token.Type.NUMBER) {
                throw expected("a whole number for " + function.written());
            }
            arguments.add(primary());
        }
        return new Term.Call(function, arguments);
    }

    private Term condition(Term term, Token start) {
        if (term.kind() != Kind.CONDITION) {
            throw new FilterSyntaxException(
                    peek().position(),
                    "expected a comparison with " + start.found() + " such as eq, ne or in, but found "
                            + peek().found());
        }
        return term;
    }

    private void countClause(Token at) {
        if (++clauses > ODataFilter.MAX_CLAUSES) {
            throw new FilterSyntaxException(at.position(), "expected at most " + ODataFilter.MAX_CLAUSES + " clauses");
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new FilterSyntaxException(peek().position(), "nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            next++;
        }
        return found;
    }

    private boolean takeSymbol(String symbol) {
        boolean found = peek().isSymbol(symbol);
        if (found) {
            next++;
        }
        return found;
    }

    private void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    private FilterSyntaxException expected(String what) {
        return new FilterSyntaxException(peek().position(), "expected " + what + ", but found " + peek().found());
    }
}
