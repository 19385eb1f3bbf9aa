package dev.weir.local.sqlfilter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on a message. */
sealed interface Predicate extends SqlNode {
    Truth test(MessageProperties message);

    record All(List<Predicate> terms) implements Predicate {
        public All {
            terms = List.copyOf(terms);
        }

        @Override
        public Truth test(MessageProperties message) {
            Truth result = Truth.TRUE;
            for (Predicate term : terms) {
                result = result.and(term.test(message));
                if (result == Truth.FALSE) {
                    break;
                }
            }
            return result;
        }
    }

    record Any(List<Predicate> terms) implements Predicate {
        public Any {
            terms = List.copyOf(terms);
        }

        @Override
        public Truth test(MessageProperties message) {
            Truth result = Truth.FALSE;
            for (Predicate term : terms) {
                result = result.or(term.test(message));
                if (result == Truth.TRUE) {
                    break;
                }
            }
            return result;
        }
    }

    record Not(Predicate operand) implements Predicate {
        @Override
        public Truth test(MessageProperties message) {
            return operand.test(message).negated();
        }
    }

    record Compare(Comparison operator, Expression left, Expression right) implements Predicate {
        @Override
        public Truth test(MessageProperties message) {
            Object a = left.evaluate(message);
            Object b = right.evaluate(message);
            return a == null || b == null ? Truth.UNKNOWN : Truth.of(operator.test(a, b));
        }
    }

    /** Only the left side makes it unknown; an unknown candidate is one that differs. */
    record In(Expression left, List<Expression> candidates) implements Predicate {
        public In {
            candidates = List.copyOf(candidates);
        }

        @Override
        public Truth test(MessageProperties message) {
            Object value = left.evaluate(message);
            if (value == null) {
                return Truth.UNKNOWN;
            }
            for (Expression candidate : candidates) {
                Object other = candidate.evaluate(message);
                if (other != null && Comparison.EQUAL.test(value, other)) {
                    return Truth.TRUE;
                }
            }
            return Truth.FALSE;
        }
    }

    /** @param escape an expression for the escape character; null where ESCAPE was not said */
    record Like(
            Expression left, Expression pattern, @Nullable Expression escape) implements Predicate {
        @Override
        public Truth test(MessageProperties message) {
            Object text = left.evaluate(message);
            Object form = pattern.evaluate(message);
            Object character = escape == null ? "" : escape.evaluate(message);
            if (text == null || form == null || character == null) {
                return Truth.UNKNOWN;
            }
            if (!(text instanceof String value) || !(form instanceof String wildcards)) {
                throw new FilterEvaluationException(
                        "LIKE cannot be applied to " + Comparison.describe(text) + " and " + Comparison.describe(form));
            }
            return Truth.of(compile(wildcards, character).matches(value));
        }

        private LikePattern compile(String wildcards, Object character) {
            if (escape == null) {
                return LikePattern.of(wildcards);
            }
            if (character instanceof String one && one.length() == 1) {
                return LikePattern.of(wildcards, one.charAt(0));
            }
            throw new FilterEvaluationException("ESCAPE takes a text of one character");
        }
    }

    record IsNull(Expression.Property property) implements Predicate {
        @Override
        public Truth test(MessageProperties message) {
            return Truth.of(property.evaluate(message) == null);
        }
    }

    record Exists(Expression.Property property) implements Predicate {
        @Override
        public Truth test(MessageProperties message) {
            return Truth.of(property.exists(message));
        }
    }
}
