package dev.weir.local.sqlfilter;

import java.util.ArrayList;
import java.util.List;

/** Takes the text of a filter or an action apart. */
final class Lexer {
    private static final List<String> TWO_CHARACTER_SYMBOLS = List.of("<>", "!=", ">=", "<=");
    private static final String SYMBOLS = "=<>+-*/%(),.;";

    private final String text;
    private int next;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> read(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.read());
        } while (tokens.get(tokens.size() - 1).kind() != Token.Kind.END);
        return tokens;
    }

    private Token read() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        int start = next;
        if (start == text.length()) {
            return new Token(Token.Kind.END, "", start + 1);
        }
        char first = text.charAt(start);
        if (Character.isLetter(first)) {
            return word(Token.Kind.WORD);
        }
        if (isDigit(first)) {
            return number();
        }
        return switch (first) {
            case '\'' -> quoted(Token.Kind.STRING, '\'', "the text's closing quote");
            case '"' -> quoted(Token.Kind.QUOTED_NAME, '"', "the name's closing quote");
            case '[' -> quoted(Token.Kind.QUOTED_NAME, ']', "the name's closing bracket");
            case '@' -> word(Token.Kind.PARAMETER);
            default -> symbol();
        };
    }

    private Token word(Token.Kind kind) {
        int start = next++;
        while (next < text.length() && isPartOfWord(text.charAt(next))) {
            next++;
        }
        return new Token(kind, text.substring(start, next), start + 1);
    }

    private static boolean isPartOfWord(char character) {
        return character == '_' || Character.isLetter(character) || Character.isDigit(character);
    }

    private Token number() {
        int start = next;
        boolean real = false;
        skipDigits();
        if (isAt('.') && next + 1 < text.length() && isDigit(text.charAt(next + 1))) {
            real = true;
            next++;
            skipDigits();
        }
        if (isAt('e') || isAt('E')) {
            real = true;
            next++;
            if (isAt('+') || isAt('-')) {
                next++;
            }
            if (next == text.length() || !isDigit(text.charAt(next))) {
                throw new SqlSyntaxException(next + 1, "expected the digits of an exponent");
            }
            skipDigits();
        }
        Token.Kind kind = real ? Token.Kind.REAL_NUMBER : Token.Kind.WHOLE_NUMBER;
        return new Token(kind, text.substring(start, next), start + 1);
    }

    private void skipDigits() {
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
    }

    private boolean isAt(char character) {
        return next < text.length() && text.charAt(next) == character;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private Token quoted(Token.Kind kind, char closing, String expected) {
        int start = next++;
        StringBuilder content = new StringBuilder();
        while (next < text.length()) {
            char character = text.charAt(next++);
            if (character != closing) {
                content.append(character);
            } else if (isAt(closing)) {
                next++;
                content.append(closing);
            } else {
                return new Token(kind, content.toString(), start + 1);
            }
        }
        throw new SqlSyntaxException(start + 1, "expected " + expected + " before the end");
    }

    private Token symbol() {
        int start = next;
        for (String symbol : TWO_CHARACTER_SYMBOLS) {
            if (text.startsWith(symbol, start)) {
                next += 2;
                return new Token(Token.Kind.SYMBOL, symbol, start + 1);
            }
        }
        char character = text.charAt(start);
        if (SYMBOLS.indexOf(character) < 0) {
            throw new SqlSyntaxException(
                    start + 1,
                    "unexpected character '" + character
                            + "'; a name with other characters than letters, digits and '_' goes into brackets,"
                            + " as in [order-id]");
        }
        next++;
        return new Token(Token.Kind.SYMBOL, String.valueOf(character), start + 1);
    }
}
