package dev.weir.yaml;

import java.util.regex.Pattern;

/** A single value: text, a number, true or false, or nothing. */
public final class Scalar implements Value {
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?");
    private static final int SHOWN = 80;

    private final Place place;
    private final String path;
    private final String text;
    private final Type type;
    private final Columns columns;
    private final String origin;

    /** What a scalar is by its look; quoted, it is always text. YAML 1.1's {@code yes} and {@code 0755} are texts. */
    public enum Type {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }

    /** Finds the place of a character of a scalar's text in the file. */
    interface Columns {
        Place at(int line, int column);
    }

    Scalar(Place place, String path, String text, Type type, Columns columns) {
        this(place, path, text, type, columns, "");
    }

    private Scalar(Place place, String path, String text, Type type, Columns columns, String origin) {
        this.place = place;
        this.path = path;
        this.text = text;
        this.type = type;
        this.columns = columns;
        this.origin = origin;
    }

    static Type typeOfPlain(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> Type.NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> Type.BOOLEAN;
            default -> {
                if (INTEGER.matcher(text).matches()) {
                    yield Type.INTEGER;
                }
                boolean leadingZero = text.length() > 1 && text.chars().allMatch(c -> c >= '0' && c <= '9');
                yield !leadingZero && DECIMAL.matcher(text).matches() ? Type.DECIMAL : Type.TEXT;
            }
        };
    }

    /**
     * The same value with another text, as a {@link Texts} gave it.
     *
     * @param origin what messages say of it: the text may be a secret, so none shows it
     */
    Scalar replacedBy(String replacement, String origin) {
        return new Scalar(place, path, replacement, typeOfPlain(replacement), (line, column) -> place, origin);
    }

    /** Whether the text stands in the file, and isn't what a {@link Texts} gave for it. */
    public boolean asWritten() {
        return origin.isEmpty();
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public String path() {
        return path;
    }

    /** The text without quotes, escapes resolved. */
    public String text() {
        return text;
    }

    public Type type() {
        return type;
    }

    /**
     * Where a character of the text stands in the file: exact for plain, quoted and literal block scalars; the scalar's
     * start for folded ones.
     *
     * @param line the line within the text, from 1
     * @param column the code point within that line, from 0
     */
    public Place placeOf(int line, int column) {
        return columns.at(line, column);
    }

    @Override
    public String description() {
        if (!origin.isEmpty()) {
            return origin;
        }
        return switch (type) {
            case TEXT -> "'" + shown() + "'";
            case INTEGER -> "the integer " + shown();
            case DECIMAL -> "the number " + shown();
            case BOOLEAN -> shown();
            case NULL -> "empty";
        };
    }

    private String shown() {
        if (text.length() <= SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return text.substring(0, end) + "…";
    }

    @Override
    public String toString() {
        return path + "=" + description();
    }
}
