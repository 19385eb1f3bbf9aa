package dev.weir.rules;

import dev.weir.event.DeadLetter;
import java.util.Arrays;
import java.util.List;

/** A name template with its expressions, for one place in a rule. */
final class NameExpression {
    private final NameTemplate template;
    private final List<Expression> expressions;
    private final String what;
    private final DeadLetter.Reason invalid;

    /**
     * @param what where the name stands: {@code group}, {@code entity}
     * @param invalid the reason for names that can't be used
     */
    NameExpression(NameTemplate template, List<Expression> expressions, String what, DeadLetter.Reason invalid) {
        this.template = template;
        this.expressions = List.copyOf(expressions);
        this.what = what;
        this.invalid = invalid;
    }

    String text() {
        return template.text();
    }

    NameTemplate template() {
        return template;
    }

    /** Whether one of its placeholders is the tenant, which makes it one tenant's alone. */
    boolean namesTenant() {
        return expressions.stream().anyMatch(e -> e instanceof FieldPath path && path.isTenant());
    }

    /**
     * The name for an event.
     *
     * @throws Refusal where a field is missing, or the name can't be used
     */
    String in(Variables variables) {
        String[] values = new String[expressions.size()];
        for (int i = 0; i < values.length; i++) {
            Expression expression = expressions.get(i);
            try {
                values[i] = PlaceholderValue.inName(expression.valueIn(variables), expression, invalid);
            } catch (Refusal refusal) {
                throw refusal.within(where());
            }
        }
        NameTemplate.Rendered rendered = template.render(Arrays.asList(values));
        if (rendered instanceof NameTemplate.Rendered.Name name) {
            return name.text();
        }
        throw new Refusal(invalid, where() + ": " + ((NameTemplate.Rendered.Invalid) rendered).problem());
    }

    private String where() {
        return what + " '" + Shown.of(template.text()) + "'";
    }
}
