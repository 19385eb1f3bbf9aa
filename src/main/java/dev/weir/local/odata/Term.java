package dev.weir.local.odata;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a filter: {@code String}, {@code Long} or {@code Boolean}, or null where nothing is known. */
sealed interface Term {
    Kind kind();

    @Nullable
    Object evaluate(ConnectionView connection);

    record Literal(Kind kind, @Nullable Object value) implements Term {
        @Override
        public @Nullable Object evaluate(ConnectionView connection) {
            return value;
        }
    }

    record UserId() implements Term {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public @Nullable Object evaluate(ConnectionView connection) {
            return connection.userId().orElse(null);
        }
    }

    record ConnectionId() implements Term {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Object evaluate(ConnectionView connection) {
            return connection.connectionId();
        }
    }

    /** {@code length(groups)}. */
    record GroupCount() implements Term {
        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public Object evaluate(ConnectionView connection) {
            return (long) connection.groupCount();
        }
    }

    record Call(Function function, List<Term> arguments) implements Term {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Kind kind() {
            return function.result();
        }

        @Override
        public @Nullable Object evaluate(ConnectionView connection) {
            List<Object> values = new ArrayList<>(arguments.size());
            for (Term argument : arguments) {
                Object value = argument.evaluate(connection);
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
            return function.apply(values);
        }
    }

    /** A part that is true or false, or null where that is not known. */
    sealed interface Condition extends Term {
        @Override
        default Kind kind() {
            return Kind.CONDITION;
        }
    }

    record Compare(Relation relation, Term left, Term right) implements Condition {
        @Override
        public Object evaluate(ConnectionView connection) {
            return relation.test(left.evaluate(connection), right.evaluate(connection));
        }
    }

    record In(Term left, List<Term> candidates) implements Condition {
        public In {
            candidates = List.copyOf(candidates);
        }

        @Override
        public Object evaluate(ConnectionView connection) {
            Object value = left.evaluate(connection);
            return candidates.stream().anyMatch(candidate -> Relation.EQ.test(value, candidate.evaluate(connection)));
        }
    }

    record InGroups(Term group) implements Condition {
        @Override
        public Object evaluate(ConnectionView connection) {
            return group.evaluate(connection) instanceof String name && connection.isInGroup(name);
        }
    }

    record Not(Term operand) implements Condition {
        @Override
        public @Nullable Object evaluate(ConnectionView connection) {
            return operand.evaluate(connection) instanceof Boolean value ? !value : null;
        }
    }

    /**
     * A chain of {@code and} or of {@code or}.
     *
     * @param deciding the value of a term that decides alone: false for {@code and}, true for {@code or}
     */
    record Chain(Boolean deciding, List<Term> terms) implements Condition {
        public Chain {
            terms = List.copyOf(terms);
        }

        @Override
        public @Nullable Object evaluate(ConnectionView connection) {
            boolean unknown = false;
            for (Term term : terms) {
                Object value = term.evaluate(connection);
                if (deciding.equals(value)) {
                    return deciding;
                }
                unknown |= value == null;
            }
            return unknown ? null : !deciding;
        }
    }
}
