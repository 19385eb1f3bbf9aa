package dev.weir.local.sqlfilter;

import java.util.Arrays;

/**
 * A pattern of LIKE: {@code %} stands for any text, {@code _} for one character. Matching goes back to the last {@code
 * %} only, so that it takes at most text times pattern steps.
 */
final class LikePattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;
    private static final int NO_ESCAPE = -1;

    private final int[] elements;

    private LikePattern(int[] elements) {
        this.elements = elements;
    }

    static LikePattern of(String pattern) {
        return of(pattern, NO_ESCAPE);
    }

    /** A pattern in which a character after {@code escape} stands for itself. */
    static LikePattern of(String pattern, char escape) {
        return of(pattern, (int) escape);
    }

    private static LikePattern of(String pattern, int escape) {
        int[] elements = new int[pattern.length()];
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            if (character == escape) {
                i++;
                if (i == pattern.length()) {
                    throw new FilterEvaluationException("a LIKE pattern ends with its escape character");
                }
                elements[count++] = pattern.charAt(i);
            } else if (character == '%') {
                elements[count++] = ANY_TEXT;
            } else {
                elements[count++] = character == '_' ? ANY_CHARACTER : character;
            }
        }
        return new LikePattern(Arrays.copyOf(elements, count));
    }

    boolean matches(String text) {
        int at = 0;
        int element = 0;
        int lastAnyText = -1;
        int resumeAt = 0;
        while (at < text.length()) {
            if (element < elements.length && elements[element] == ANY_TEXT) {
                lastAnyText = element++;
                resumeAt = at;
            } else if (element < elements.length
                    && (elements[element] == ANY_CHARACTER || elements[element] == text.charAt(at))) {
                element++;
                at++;
            } else if (lastAnyText >= 0) {
                element = lastAnyText + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        while (element < elements.length && elements[element] == ANY_TEXT) {
            element++;
        }
        return element == elements.length;
    }
}
