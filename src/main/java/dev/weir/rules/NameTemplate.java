package dev.weir.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A name with placeholders, {@code tenant:{tenant}:run:{data.run_id}}, which gives different names for different values.
 *
 * <p>Values are percent-encoded, and between two placeholders there is always a character that no encoded value holds: so a
 * name tells its values. Without it, {@code {a}-{b}} would make one name of {@code x-y, z} and {@code x, y-z}.
 * Immutable.
 */
public final class NameTemplate {
    /** The longest name that the service takes, in characters. */
    public static final int MAX_LENGTH = 1024;

    private final String text;
    private final List<Placeholder> placeholders;
    /** One more than there are placeholders; the first and the last may be empty. */
    private final String[] literals;

    /**
     * An expression within a name.
     *
     * @param expression its text, without braces
     * @param offset where it starts in the template's text
     */
    public record Placeholder(String expression, int offset) {}

    /** What came of rendering. */
    public sealed interface Rendered {

        /** A name that the service takes. */
        record Name(String text) implements Rendered {}

        /** No name, and why: {@code '{tenant}' must not be empty}. */
        record Invalid(String problem) implements Rendered {}
    }

    /** Takes what is wrong with a template, with its offset in the text. */
    public interface Problems {
        void add(int offset, String message);
    }

    private NameTemplate(String text, List<Placeholder> placeholders, String[] literals) {
        this.text = text;
        this.placeholders = List.copyOf(placeholders);
        this.literals = literals;
    }

    /** Takes a template apart; empty where it has problems. */
    public static Optional<NameTemplate> parse(String text, Problems problems) {
        List<String> found = new ArrayList<>();
        Problems counted = (offset, message) -> {
            found.add(message);
            problems.add(offset, message);
        };
        TemplateText parsed = TemplateText.parse(text, counted::add);
        List<Placeholder> placeholders = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        String literal = "";
        for (TemplateText.Part part : parsed.parts()) {
            if (part instanceof TemplateText.Literal plain) {
                literal = plain.text();
            } else if (part instanceof TemplateText.Placeholder placeholder) {
                checkApart(placeholders, literal, placeholder, counted);
                placeholders.add(new Placeholder(placeholder.expression(), placeholder.offset()));
                literals.add(literal);
                literal = "";
            }
        }
        literals.add(literal);
        checkLiterals(literals, counted);
        return found.isEmpty()
                ? Optional.of(new NameTemplate(text, placeholders, literals.toArray(new String[0])))
                : Optional.empty();
    }

    private static void checkApart(
            List<Placeholder> before, String literal, TemplateText.Placeholder placeholder, Problems problems) {
        if (before.isEmpty() || literal.chars().anyMatch(c -> c != '%' && !NameEscape.isSafe(c))) {
            return;
        }
        String both = "'{" + before.get(before.size() - 1).expression() + "}' and '{" + placeholder.expression() + "}'";
        problems.add(
                placeholder.offset() - 1,
                "placeholders " + both
                        + " must be kept apart by a character that no value holds, such as ':' or '/', but "
                        + (literal.isEmpty() ? "are adjacent" : "only '" + literal + "' is between them"));
    }

    private static void checkLiterals(List<String> literals, Problems problems) {
        for (String literal : literals) {
            literal.codePoints()
                    .filter(NameTemplate::isForbidden)
                    .findFirst()
                    .ifPresent(c -> problems.add(
                            0,
                            "a name must not hold control characters or lone surrogates, but holds U+%04X"
                                    .formatted(c)));
        }
        if (literals.size() == 1) {
            String name = literals.get(0);
            if (name.isBlank()) {
                problems.add(0, "a name must not be blank");
            } else {
                problem(name).ifPresent(problem -> problems.add(0, problem));
            }
        }
    }

    /** Whether a name, or a value within a filter, must not hold the character. */
    static boolean isForbidden(int c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** What names it can make. */
    NameShape shape() {
        return NameShape.of(
                List.of(literals),
                placeholders.stream().map(Placeholder::expression).toList());
    }

    /** The template as it was written. */
    public String text() {
        return text;
    }

    /** The expressions whose values make a name, in order. */
    public List<Placeholder> placeholders() {
        return placeholders;
    }

    /**
     * The name for some values.
     *
     * @param values a value for each placeholder, in order, as it is: escaping is done here
     * @throws IllegalArgumentException where there are more or fewer values than placeholders
     */
    public Rendered render(List<String> values) {
        if (values.size() != placeholders.size()) {
            throw new IllegalArgumentException(
                    "'" + text + "' takes " + placeholders.size() + " values, but " + values.size() + " were given");
        }
        StringBuilder name = new StringBuilder(64).append(literals[0]);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value.isEmpty()) {
                return new Rendered.Invalid("'{" + placeholders.get(i).expression() + "}' must not be empty");
            }
            // Before the escaping, which makes up to nine characters of one: a value may be megabytes.
            if (value.length() > MAX_LENGTH) {
                return new Rendered.Invalid(tooLong(value.length()));
            }
            if (!NameEscape.append(name, value)) {
                return new Rendered.Invalid("'{" + placeholders.get(i).expression()
                        + "}' must be Unicode text, but holds half a character");
            }
            name.append(literals[i + 1]);
        }
        String rendered = name.toString();
        Optional<String> problem = problem(rendered);
        return problem.isPresent() ? new Rendered.Invalid(problem.get()) : new Rendered.Name(rendered);
    }

    /** What the service, or a front end that normalises paths, would not take as a name. */
    private static Optional<String> problem(String name) {
        if (name.length() > MAX_LENGTH) {
            return Optional.of(tooLong(name.length()));
        }
        return name.equals(".") || name.equals("..")
                ? Optional.of("the name must not be '" + name + "', which means something else in a path")
                : Optional.empty();
    }

    private static String tooLong(int length) {
        return "the name must have at most 1,024 characters, but has " + length;
    }

    @Override
    public String toString() {
        return text;
    }
}
