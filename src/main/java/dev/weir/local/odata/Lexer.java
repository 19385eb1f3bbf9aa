package dev.weir.local.odata;

import java.util.ArrayList;
import java.util.List;

/** Takes a filter apart. */
final class Lexer {
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
        } while (tokens.get(tokens.size() - 1).type() != Token.Type.END);
        return tokens;
    }

    private Token read() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        int start = next;
        if (start == text.length()) {
            return new Token(Token.Type.END, "", start + 1);
        }
        char first = text.charAt(start);
        if (first == '\'') {
            return text();
        }
        if (isDigit(first) || first == '-' || first == '+') {
            return number();
        }
        if (isLetter(first)) {
            while (next < text.length() && (isLetter(text.charAt(next)) || isDigit(text.charAt(next)))) {
                next++;
            }
            return token(Token.Type.WORD, start);
        }
        if ("(),".indexOf(first) < 0) {
            throw new FilterSyntaxException(
                    start + 1,
                    "unexpected character '" + first
                            + "'; a text stands in single quotes, and operators are words such as eq");
        }
        next++;
        return token(Token.Type.SYMBOL, start);
    }

    private Token number() {
        int start = next++;
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
        if (next == start + 1 && !isDigit(text.charAt(start))) {
            throw new FilterSyntaxException(start + 2, "expected a digit after '" + text.charAt(start) + "'");
        }
        return token(Token.Type.NUMBER, start);
    }

    private Token text() {
        int start = next++;
        StringBuilder content = new StringBuilder();
        while (next < text.length()) {
            char character = text.charAt(next++);
            if (character != '\'') {
                content.append(character);
            } else if (next < text.length() && text.charAt(next) == '\'') {
                next++;
                content.append('\'');
            } else {
                return new Token(Token.Type.TEXT, content.toString(), start + 1);
            }
        }
        throw new FilterSyntaxException(start + 1, "expected the text's closing quote before the end");
    }

    private Token token(Token.Type type, int start) {
        return new Token(type, text.substring(start, next), start + 1);
    }

    private static boolean isLetter(char character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z' || character == '_';
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
