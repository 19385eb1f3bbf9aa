package dev.weir.local.sqlfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a rule changes of the messages that it selects, in Service Bus' SQL: {@code SET a = 1; REMOVE b}. Immutable. */
public final class SqlAction {
    static final int MAX_STATEMENTS = 32;

    private final String expression;
    private final List<Statement> statements;

    private SqlAction(String expression, List<Statement> statements) {
        this.expression = expression;
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads an action of at most 1,024 characters and 32 statements.
     *
     * @throws SqlSyntaxException when it cannot be read
     */
    public static SqlAction parse(String expression) {
        TokenCursor tokens = TokenCursor.over(expression);
        ExpressionParser expressions = new ExpressionParser(tokens, Map.of(), ExpressionParser::value);
        List<Statement> statements = new ArrayList<>();
        do {
            if (statements.size() == MAX_STATEMENTS) {
                throw tokens.expected("at most " + MAX_STATEMENTS + " statements");
            }
            statements.add(statement(tokens, expressions));
            // The service's grammar leaves the semicolon out where it likes.
        } while (tokens.takeSymbol(";") ? tokens.peek().kind() != Token.Kind.END : startsStatement(tokens.peek()));
        tokens.expectEnd("an operator, ';', SET, REMOVE");
        return new SqlAction(expression, statements);
    }

    private static boolean startsStatement(Token token) {
        return token.isWord("SET") || token.isWord("REMOVE");
    }

    private static Statement statement(TokenCursor tokens, ExpressionParser expressions) {
        if (tokens.takeWord("SET")) {
            Expression.Property target = expressions.property();
            tokens.expectSymbol("=");
            return new Statement.Set(target, expressions.value());
        }
        if (tokens.takeWord("REMOVE")) {
            return new Statement.Remove(expressions.property());
        }
        throw tokens.expected("SET or REMOVE");
    }

    /** The action as it was written. */
    public String expression() {
        return expression;
    }

    /**
     * Changes a message, statement by statement.
     *
     * @throws FilterEvaluationException when a statement makes no sense for this message; those before it are done
     */
    public void apply(ChangeableProperties message) {
        statements.forEach(statement -> statement.apply(message));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SqlAction action && statements.equals(action.statements);
    }

    @Override
    public int hashCode() {
        return statements.hashCode();
    }

    @Override
    public String toString() {
        return "SqlAction[" + expression + "]";
    }

    private sealed interface Statement {
        void apply(ChangeableProperties message);

        record Set(Expression.Property target, Expression value) implements Statement {
            @Override
            public void apply(ChangeableProperties message) {
                target.set(message, value.evaluate(message));
            }
        }

        record Remove(Expression.Property target) implements Statement {
            @Override
            public void apply(ChangeableProperties message) {
                target.remove(message);
            }
        }
    }
}
