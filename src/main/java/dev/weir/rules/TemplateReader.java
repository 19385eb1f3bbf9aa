package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.event.DeadLetter;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Sequence;
import dev.weir.yaml.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the templates of one rule: names, and the tree of its {@code data}. */
final class TemplateReader {
    private final Findings findings;
    private final ExpressionReader expressions;
    private final Cel.Names names;

    TemplateReader(Findings findings, ExpressionReader expressions, Cel.Names names) {
        this.findings = findings;
        this.expressions = expressions;
        this.names = names;
    }

    /**
     * A name.
     *
     * @param what where it stands, in a message about the file: {@code 'group' in rule 'orders'}
     * @param key where it stands, in a message about an event: {@code group}
     */
    Optional<NameExpression> name(Scalar scalar, String what, String key, DeadLetter.Reason invalid) {
        return name(scalar, scalar.text(), 0, what, key, invalid);
    }

    /**
     * A name within a scalar.
     *
     * @param start where it starts in the scalar's text
     */
    Optional<NameExpression> name(
            Scalar scalar, String text, int start, String what, String key, DeadLetter.Reason invalid) {
        Optional<NameTemplate> template = NameTemplate.parse(
                text,
                (offset, message) ->
                        findings.error(ExpressionReader.place(scalar, start + offset), what + ": " + message));
        if (template.isEmpty()) {
            return Optional.empty();
        }
        List<Expression> found = new ArrayList<>();
        for (NameTemplate.Placeholder placeholder : template.get().placeholders()) {
            expressions
                    .read(
                            scalar,
                            placeholder.expression(),
                            start + placeholder.offset(),
                            ExpressionReader.Use.NAME,
                            names,
                            what)
                    .ifPresent(found::add);
        }
        return found.size() == template.get().placeholders().size()
                ? Optional.of(new NameExpression(template.get(), found, key, invalid))
                : Optional.empty();
    }

    /** A tree of templates; parts with findings are left out of it. */
    Projection projection(Value value, String what, String key) {
        if (value instanceof Mapping mapping) {
            Map<String, Projection> fields = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((name, entry) -> fields.put(name, projection(entry.value(), what, key + "." + name)));
            return new Projection.Fields(fields);
        }
        if (value instanceof Sequence sequence) {
            List<Projection> items = new ArrayList<>();
            for (Value item : sequence.items()) {
                items.add(projection(item, what, key + "[" + items.size() + "]"));
            }
            return new Projection.Items(items);
        }
        Scalar scalar = (Scalar) value;
        return scalar.type() == Scalar.Type.TEXT ? text(scalar, what, key) : new Projection.Literal(literal(scalar));
    }

    private Projection text(Scalar scalar, String what, String key) {
        TemplateText template = TemplateText.parse(
                scalar.text(),
                (offset, message) -> findings.error(ExpressionReader.place(scalar, offset), what + ": " + message));
        boolean alone = template.parts().size() == 1;
        List<Expression> found = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        String literal = "";
        for (TemplateText.Part part : template.parts()) {
            if (part instanceof TemplateText.Literal plain) {
                literal = plain.text();
            } else if (part instanceof TemplateText.Placeholder placeholder) {
                Optional<Expression> expression = expressions.read(
                        scalar,
                        placeholder.expression(),
                        placeholder.offset(),
                        alone ? ExpressionReader.Use.VALUE : ExpressionReader.Use.TEXT,
                        names,
                        what);
                if (expression.isPresent()) {
                    found.add(expression.get());
                    literals.add(literal);
                    literal = "";
                }
            }
        }
        literals.add(literal);
        if (found.isEmpty()) {
            return new Projection.Literal(TextNode.valueOf(literal));
        }
        return alone ? new Projection.Typed(found.get(0), key) : new Projection.Text(literals, found, key);
    }

    private static JsonNode literal(Scalar scalar) {
        return switch (scalar.type()) {
            case INTEGER -> {
                BigInteger number = new BigInteger(scalar.text());
                yield number.bitLength() < Long.SIZE
                        ? LongNode.valueOf(number.longValue())
                        : BigIntegerNode.valueOf(number);
            }
            case DECIMAL -> DoubleNode.valueOf(Double.parseDouble(scalar.text()));
            case BOOLEAN ->
                BooleanNode.valueOf(scalar.text().toLowerCase(Locale.ROOT).equals("true"));
            case NULL -> NullNode.getInstance();
            case TEXT -> TextNode.valueOf(scalar.text());
        };
    }
}
