package dev.weir.local.sqlfilter;

/**
 * A piece of a filter or an action.
 *
 * @param text a word or number as it was written; a string or quoted name without its quotes
 * @param position of its first character, counted from 1
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        WHOLE_NUMBER,
        REAL_NUMBER,
        PARAMETER,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** How a message names it. */
    String found() {
        return kind == Kind.END ? "the end" : kind == Kind.STRING ? "a text" : "'" + text + "'";
    }
}
