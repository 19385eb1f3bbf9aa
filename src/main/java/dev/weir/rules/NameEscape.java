package dev.weir.rules;

/**
 * Percent-encodes what isn't a letter, digit, dot, underscore or hyphen of ASCII, as UTF-8 in upper-case hex. Two values
 * never come to the same text, and none holds a character that could stand between two of them.
 */
final class NameEscape {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private NameEscape() {}

    /** Whether a value may hold the character as it is. */
    static boolean isSafe(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    /**
     * Appends a value, escaped.
     *
     * @return false where it holds a lone surrogate, which has no UTF-8: two of them would look the same
     */
    static boolean append(StringBuilder out, String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (isSafe(c)) {
                out.append(c);
            } else if (c < 0x80) {
                octet(out, c);
            } else if (c < 0x800) {
                octet(out, 0xC0 | (c >> 6));
                octet(out, 0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                octet(out, 0xE0 | (c >> 12));
                octet(out, 0x80 | ((c >> 6) & 0x3F));
                octet(out, 0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                int point = Character.toCodePoint(c, value.charAt(++i));
                octet(out, 0xF0 | (point >> 18));
                octet(out, 0x80 | ((point >> 12) & 0x3F));
                octet(out, 0x80 | ((point >> 6) & 0x3F));
                octet(out, 0x80 | (point & 0x3F));
            } else {
                return false;
            }
        }
        return true;
    }

    private static void octet(StringBuilder out, int octet) {
        out.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
    }
}
