package dev.weir.local.sqlfilter;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A value, computed from a message. Null is SQL's unknown: a property that is absent, and NULL itself. */
sealed interface Expression extends SqlNode {
    @Nullable
    Object evaluate(MessageProperties message);

    record Constant(@Nullable Object value) implements Expression {
        @Override
        public @Nullable Object evaluate(MessageProperties message) {
            return value;
        }
    }

    /** {@code newid()}: another GUID each time. */
    record NewId() implements Expression {
        @Override
        public Object evaluate(MessageProperties message) {
            return UUID.randomUUID();
        }
    }

    /** {@code property(name)}: the property whose name, with its scope, an expression says. */
    record PropertyFunction(Expression name) implements Expression {
        @Override
        public @Nullable Object evaluate(MessageProperties message) {
            Object reference = name.evaluate(message);
            if (reference == null) {
                return null;
            }
            if (!(reference instanceof String text)) {
                throw new FilterEvaluationException(
                        "property() takes a name as text, but got " + Comparison.describe(reference));
            }
            return property(text).evaluate(message);
        }

        private static Property property(String reference) {
            String lower = reference.toLowerCase(Locale.ROOT);
            if (lower.startsWith("sys.")) {
                return new Property.System(reference.substring(4));
            }
            return new Property.User(lower.startsWith("user.") ? reference.substring(5) : reference);
        }
    }

    record Calculation(Arithmetic operator, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object evaluate(MessageProperties message) {
            Object a = left.evaluate(message);
            Object b = right.evaluate(message);
            return a == null || b == null ? null : operator.apply(a, b);
        }
    }

    record Negated(Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(MessageProperties message) {
            Object value = operand.evaluate(message);
            return value == null ? null : Arithmetic.negate(value);
        }
    }

    /** A value after a plus sign, which changes nothing but asks for a number. */
    record Signed(Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(MessageProperties message) {
            Object value = operand.evaluate(message);
            if (value == null || value instanceof Number) {
                return value;
            }
            throw new FilterEvaluationException("'+' cannot be applied to " + Comparison.describe(value));
        }
    }

    /** A property by its name in any case. */
    sealed interface Property extends Expression {
        boolean exists(MessageProperties message);

        void set(ChangeableProperties message, @Nullable Object value);

        void remove(ChangeableProperties message);

        record User(String name) implements Property {
            @Override
            public @Nullable Object evaluate(MessageProperties message) {
                return message.user(name);
            }

            @Override
            public boolean exists(MessageProperties message) {
                return message.hasUser(name);
            }

            @Override
            public void set(ChangeableProperties message, @Nullable Object value) {
                message.setUser(name, value == null ? null : Widening.to(message.user(name), value));
            }

            @Override
            public void remove(ChangeableProperties message) {
                message.removeUser(name);
            }
        }

        // The name is looked up late: Service Bus reports an unknown one for the message, not for the rule.
        record System(String name) implements Property {
            @Override
            public @Nullable Object evaluate(MessageProperties message) {
                return message.system(property());
            }

            @Override
            public boolean exists(MessageProperties message) {
                return message.system(property()) != null;
            }

            @Override
            public void set(ChangeableProperties message, @Nullable Object value) {
                SystemProperty property = changeable();
                message.setSystem(property, value == null ? null : property.convert(value));
            }

            @Override
            public void remove(ChangeableProperties message) {
                message.setSystem(changeable(), null);
            }

            private SystemProperty changeable() {
                SystemProperty property = property();
                if (!property.isChangeable()) {
                    throw new FilterEvaluationException("sys." + property.officialName() + " cannot be changed");
                }
                return property;
            }

            private SystemProperty property() {
                return SystemProperty.named(name)
                        .orElseThrow(() -> new FilterEvaluationException("there is no system property 'sys." + name
                                + "'; a property of one's own is 'user." + name + "'"));
            }
        }
    }
}
