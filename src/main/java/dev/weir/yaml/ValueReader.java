package dev.weir.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values as what they should be. What isn't becomes a finding, and the reading goes on. Of one thread.
 *
 * <p>Each method takes what the value is in a message: {@code 'every' in rule 'orders'}.
 */
public final class ValueReader {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    private final Findings findings;
    private final Texts texts;

    public ValueReader(Findings findings, Texts texts) {
        this.findings = findings;
        this.texts = texts;
    }

    public Findings findings() {
        return findings;
    }

    Texts texts() {
        return texts;
    }

    /**
     * The fields of a mapping; of an empty one where the value is something else, which is a finding. So is each key that
     * isn't known.
     */
    public Fields fields(Value value, String what, Collection<String> known) {
        Mapping mapping = mapping(value, what).orElseGet(() -> new Mapping(value.place(), value.path(), Map.of()));
        return new Fields(this, mapping, what, known);
    }

    /** A mapping of any keys. An empty value counts as an empty mapping. */
    public Optional<Mapping> mapping(Value value, String what) {
        if (value instanceof Mapping mapping) {
            return Optional.of(mapping);
        }
        if (isNull(value)) {
            return Optional.of(new Mapping(value.place(), value.path(), Map.of()));
        }
        return wrong(value, what, "a mapping");
    }

    /** A list's values. */
    public Optional<List<Value>> list(Value value, String what) {
        if (value instanceof Sequence sequence) {
            return Optional.of(sequence.items());
        }
        return wrong(value, what, "a list");
    }

    /** A list's values, or the one value that stands for a list of one. */
    public List<Value> oneOrList(Value value) {
        return value instanceof Sequence sequence ? sequence.items() : List.of(value);
    }

    /** A list of texts, or one text; a text that replaces the written one is split at commas. */
    public List<String> textList(Value value, String what) {
        List<String> result = new ArrayList<>();
        for (Value item : oneOrList(value)) {
            Optional<Scalar> scalar = textScalar(item, what);
            if (scalar.isPresent() && scalar.get().asWritten()) {
                result.add(scalar.get().text());
            } else {
                scalar.ifPresent(found -> SEPARATOR.splitAsStream(found.text()).forEach(result::add));
            }
        }
        return result;
    }

    /** Text that isn't empty. */
    public Optional<String> text(Value value, String what) {
        return textScalar(value, what).map(Scalar::text);
    }

    /** Text that isn't empty, with its place. A number or {@code true} must be quoted to be text. */
    public Optional<Scalar> textScalar(Value value, String what) {
        Optional<Scalar> scalar = scalar(value, what, "text");
        if (scalar.isEmpty()) {
            return scalar;
        }
        Scalar found = scalar.get();
        if (found.text().isEmpty() || (found.asWritten() && found.type() == Scalar.Type.NULL)) {
            findings.error(found.place(), what + " must be text, but is empty");
            return Optional.empty();
        }
        if (found.asWritten() && found.type() != Scalar.Type.TEXT) {
            findings.error(found.place(), what + " must be text, but is " + found.description() + "; quote it");
            return Optional.empty();
        }
        return scalar;
    }

    /** An integer within a range, both ends included. */
    public OptionalInt integer(Value value, String what, int min, int max) {
        String wanted = "an integer from " + min + " to " + max;
        Optional<Scalar> scalar = scalar(value, what, wanted);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(scalar.get().text());
            if (scalar.get().type() == Scalar.Type.INTEGER && number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // The finding below says what it is instead.
        }
        wrong(scalar.get(), what, wanted);
        return OptionalInt.empty();
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> bool(Value value, String what) {
        Optional<Scalar> scalar = scalar(value, what, "true or false");
        if (scalar.isPresent() && scalar.get().type() != Scalar.Type.BOOLEAN) {
            return wrong(scalar.get(), what, "true or false");
        }
        return scalar.map(found -> found.text().toLowerCase(Locale.ROOT).equals("true"));
    }

    /** A duration such as {@code 250ms} within a range, both ends included. */
    public Optional<Duration> duration(Value value, String what, Duration min, Duration max) {
        String wanted = "a duration such as 250ms, 2s, 5m or 24h";
        Optional<Scalar> scalar = scalar(value, what, wanted);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(scalar.get().text());
        boolean zero = scalar.get().text().equals("0");
        if (!zero && !matcher.matches()) {
            return wrong(scalar.get(), what, wanted);
        }
        Duration duration = zero ? Duration.ZERO : duration(Long.parseLong(matcher.group(1)), matcher.group(2));
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            return wrong(scalar.get(), what, "from " + text(min) + " to " + text(max));
        }
        return Optional.of(duration);
    }

    /** One of the words that stand for values. */
    public <T> Optional<T> word(Value value, String what, Map<String, T> words) {
        List<String> known = words.keySet().stream().sorted().toList();
        String wanted = known.size() == 1 ? "'" + known.get(0) + "'" : "one of " + String.join(", ", known);
        Optional<Scalar> scalar = scalar(value, what, wanted);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        T found = words.get(scalar.get().text());
        if (found == null) {
            findings.error(
                    scalar.get().place(),
                    what + " must be " + wanted + ", but is " + scalar.get().description()
                            + (scalar.get().asWritten()
                                    ? Suggestion.text(scalar.get().text(), known)
                                    : ""));
        }
        return Optional.ofNullable(found);
    }

    /** A scalar of any type, its text replaced as {@link Texts} says. */
    public Optional<Scalar> scalar(Value value, String what, String wanted) {
        if (!(value instanceof Scalar scalar)) {
            return wrong(value, what, wanted);
        }
        if (!scalar.asWritten()) {
            return Optional.of(scalar);
        }
        String replaced = texts.replace(scalar, findings);
        return Optional.of(
                replaced.equals(scalar.text())
                        ? scalar
                        : scalar.replacedBy(replaced, "what '" + scalar.text() + "' stands for"));
    }

    /** Reports that a value isn't what it should be. */
    public <T> Optional<T> wrong(Value value, String what, String wanted) {
        findings.error(value.place(), what + " must be " + wanted + ", but is " + value.description());
        return Optional.empty();
    }

    private static boolean isNull(Value value) {
        return value instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL;
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A duration as it is written in YAML. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
