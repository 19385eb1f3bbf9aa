package dev.weir.source;

/** A piece of someone's data, made fit for a description: short, on one line, in quotes. */
final class Excerpt {
    private static final int MAX_LENGTH = 60;

    private Excerpt() {}

    static String of(String text) {
        StringBuilder excerpt = new StringBuilder("'");
        text.codePoints().limit(MAX_LENGTH).map(c -> isPrintable(c) ? c : '?').forEach(excerpt::appendCodePoint);
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            excerpt.append('…');
        }
        return excerpt.append('\'').toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
