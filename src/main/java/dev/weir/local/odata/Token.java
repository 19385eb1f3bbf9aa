package dev.weir.local.odata;

/**
 * A piece of a filter.
 *
 * @param text a text without its quotes, anything else as it was written
 * @param position of its first character, counted from 1
 */
record Token(Type type, String text, int position) {
    enum Type {
        WORD,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return type == Type.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return type == Type.SYMBOL && text.equals(symbol);
    }

    /** How a message names it. */
    String found() {
        return switch (type) {
            case END -> "the end";
            case TEXT -> "a text";
            default -> "'" + text + "'";
        };
    }
}
