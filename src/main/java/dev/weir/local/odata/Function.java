package dev.weir.local.odata;

import java.util.List;
import java.util.Locale;

/** The functions on text. The result is null as soon as one argument is. */
enum Function {
    TOLOWER(Kind.TEXT, 1, 0),
    TOUPPER(Kind.TEXT, 1, 0),
    TRIM(Kind.TEXT, 1, 0),
    SUBSTRING(Kind.TEXT, 1, 2),
    CONCAT(Kind.TEXT, 2, 0),
    INDEXOF(Kind.NUMBER, 2, 0),
    LENGTH(Kind.NUMBER, 1, 0),
    STARTSWITH(Kind.CONDITION, 2, 0),
    ENDSWITH(Kind.CONDITION, 2, 0),
    CONTAINS(Kind.CONDITION, 2, 0);

    private final Kind result;
    private final int texts;
    private final int numbers;

    /**
     * @param texts how many texts it takes
     * @param numbers how many whole numbers it takes after these, one at least and the others when they are given
     */
    Function(Kind result, int texts, int numbers) {
        this.result = result;
        this.texts = texts;
        this.numbers = numbers;
    }

    Kind result() {
        return result;
    }

    int texts() {
        return texts;
    }

    int numbers() {
        return numbers;
    }

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    Object apply(List<Object> arguments) {
        String text = (String) arguments.get(0);
        return switch (this) {
            case TOLOWER -> text.toLowerCase(Locale.ROOT);
            case TOUPPER -> text.toUpperCase(Locale.ROOT);
            case TRIM -> text.strip();
            case SUBSTRING -> substring(text, arguments);
            case CONCAT -> text + arguments.get(1);
            case INDEXOF -> (long) text.indexOf((String) arguments.get(1));
            case LENGTH -> (long) text.length();
            case STARTSWITH -> text.startsWith((String) arguments.get(1));
            case ENDSWITH -> text.endsWith((String) arguments.get(1));
            case CONTAINS -> text.contains((String) arguments.get(1));
        };
    }

    // What lies outside of the text is left out rather than refused: whether it fits depends on the connection.
    private static String substring(String text, List<Object> arguments) {
        int from = clamp((Long) arguments.get(1), text.length());
        int to = arguments.size() < 3 ? text.length() : from + clamp((Long) arguments.get(2), text.length() - from);
        return text.substring(from, to);
    }

    private static int clamp(long value, int highest) {
        return (int) Math.max(0, Math.min(value, highest));
    }
}
