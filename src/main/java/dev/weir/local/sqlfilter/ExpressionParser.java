package dev.weir.local.sqlfilter;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads values: constants, properties, functions and arithmetic. */
final class ExpressionParser {
    private static final Set<String> RESERVED =
            Set.of("AND", "OR", "NOT", "IN", "IS", "LIKE", "ESCAPE", "EXISTS", "NULL", "TRUE", "FALSE");

    private final TokenCursor tokens;
    private final Map<String, Object> parameters;
    private final Function<ExpressionParser, SqlNode> insideParentheses;

    /**
     * @param parameters the values of {@code @name}, by name with the {@code @}
     * @param insideParentheses reads what may stand in parentheses
     */
    ExpressionParser(
            TokenCursor tokens, Map<String, Object> parameters, Function<ExpressionParser, SqlNode> insideParentheses) {
        this.tokens = tokens;
        this.parameters = parameters;
        this.insideParentheses = insideParentheses;
    }

    Expression value() {
        Token start = tokens.peek();
        return value(additive(), start);
    }

    /** A value, or the error that there stands a condition in its place. */
    static Expression value(SqlNode node, Token start) {
        if (node instanceof Expression expression) {
            return expression;
        }
        throw new SqlSyntaxException(start.position(), "expected a value, but found a condition");
    }

    SqlNode additive() {
        Token start = tokens.peek();
        SqlNode left = multiplicative();
        while (true) {
            Arithmetic operator;
            if (tokens.takeSymbol("+")) {
                operator = Arithmetic.ADD;
            } else if (tokens.takeSymbol("-")) {
                operator = Arithmetic.SUBTRACT;
            } else {
                return left;
            }
            Token second = tokens.peek();
            left = new Expression.Calculation(operator, value(left, start), value(multiplicative(), second));
        }
    }

    private SqlNode multiplicative() {
        Token start = tokens.peek();
        SqlNode left = signed();
        while (true) {
            Arithmetic operator;
            if (tokens.takeSymbol("*")) {
                operator = Arithmetic.MULTIPLY;
            } else if (tokens.takeSymbol("/")) {
                operator = Arithmetic.DIVIDE;
            } else if (tokens.takeSymbol("%")) {
                operator = Arithmetic.REMAINDER;
            } else {
                return left;
            }
            Token second = tokens.peek();
            left = new Expression.Calculation(operator, value(left, start), value(signed(), second));
        }
    }

    private SqlNode signed() {
        boolean negative = tokens.peek().isSymbol("-");
        if (!negative && !tokens.peek().isSymbol("+")) {
            return primary();
        }
        tokens.take();
        // The smallest long has no positive counterpart, so sign and digits are read as one.
        if (negative && tokens.peek().kind() == Token.Kind.WHOLE_NUMBER) {
            return Constants.wholeNumber(tokens.take(), "-");
        }
        tokens.enter();
        Token start = tokens.peek();
        Expression operand = value(signed(), start);
        tokens.leave();
        return negative ? new Expression.Negated(operand) : new Expression.Signed(operand);
    }

    private SqlNode primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING -> new Expression.Constant(tokens.take().text());
            case WHOLE_NUMBER -> Constants.wholeNumber(tokens.take(), "");
            case REAL_NUMBER -> Constants.realNumber(tokens.take());
            case PARAMETER -> parameter(tokens.take());
            case QUOTED_NAME -> property();
            case WORD -> word(token);
            case SYMBOL, END -> {
                if (!tokens.takeSymbol("(")) {
                    throw tokens.expected("a value");
                }
                tokens.enter();
                SqlNode inside = insideParentheses.apply(this);
                if (!tokens.takeSymbol(")")) {
                    throw tokens.expected("an operator or ')'");
                }
                tokens.leave();
                yield inside;
            }
        };
    }

    private Expression parameter(Token token) {
        Object value = parameters.get(token.text());
        if (value == null) {
            throw new SqlSyntaxException(token.position(), "the parameter '" + token.text() + "' has no value");
        }
        return new Expression.Constant(value);
    }

    private SqlNode word(Token word) {
        if (tokens.peekSecond().isSymbol("(")) {
            return call(word);
        }
        return switch (word.text().toUpperCase(Locale.ROOT)) {
            case "NULL" -> constant(null);
            case "TRUE" -> constant(true);
            case "FALSE" -> constant(false);
            default -> property();
        };
    }

    private Expression constant(@Nullable Object value) {
        tokens.take();
        return new Expression.Constant(value);
    }

    private SqlNode call(Token name) {
        String function = name.text().toLowerCase(Locale.ROOT);
        switch (function) {
            case "newid", "property", "p", "exists" -> {
                tokens.take();
                tokens.expectSymbol("(");
            }
            default ->
                throw TokenCursor.expected(
                        RESERVED.contains(name.text().toUpperCase(Locale.ROOT))
                                ? "a value"
                                : "one of the functions newid(), property(name), p(name) and EXISTS(property)",
                        name);
        }
        tokens.enter();
        SqlNode call = switch (function) {
            case "newid" -> new Expression.NewId();
            case "exists" -> new Predicate.Exists(property());
            default -> new Expression.PropertyFunction(value());
        };
        tokens.expectSymbol(")");
        tokens.leave();
        return call;
    }

    /** Reads a property's name with or without its scope. */
    Expression.Property property() {
        Token first = tokens.peek();
        if (!tokens.peekSecond().isSymbol(".")) {
            return new Expression.Property.User(name());
        }
        boolean system = first.isWord("sys");
        if (!system && !first.isWord("user")) {
            throw TokenCursor.expected(
                    "the scope 'sys' or 'user' before '.'; a name with a dot goes into brackets, as in [order.id]",
                    first);
        }
        tokens.take();
        tokens.take();
        return system ? new Expression.Property.System(name()) : new Expression.Property.User(name());
    }

    private String name() {
        Token token = tokens.peek();
        boolean reserved = RESERVED.contains(token.text().toUpperCase(Locale.ROOT));
        if (token.kind() == Token.Kind.QUOTED_NAME && !token.text().isEmpty()
                || token.kind() == Token.Kind.WORD && !reserved) {
            return tokens.take().text();
        }
        throw tokens.expected(
                token.kind() == Token.Kind.WORD
                        ? "a value or a property's name; a property of that name goes into brackets, as in ["
                                + token.text() + "]"
                        : "a property's name");
    }
}
