package dev.weir.local.sqlfilter;

import java.util.List;

/** A place among tokens, with what every reader of them needs; it also bounds how deep they nest. */
final class TokenCursor {
    static final int MAX_LENGTH = 1024;
    static final int MAX_DEPTH = 50;

    private final List<Token> tokens;
    private int next;
    private int depth;

    private TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    static TokenCursor over(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new SqlSyntaxException(
                    MAX_LENGTH + 1, "expected at most " + MAX_LENGTH + " characters, but found " + text.length());
        }
        return new TokenCursor(Lexer.read(text));
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            next++;
        }
        return found;
    }

    boolean takeSymbol(String symbol) {
        boolean found = peek().isSymbol(symbol);
        if (found) {
            next++;
        }
        return found;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    void expectWord(String word) {
        if (!takeWord(word)) {
            throw expected(word);
        }
    }

    void expectEnd(String otherwise) {
        if (peek().kind() != Token.Kind.END) {
            throw expected(otherwise + " or the end");
        }
    }

    /** One level deeper: every parenthesis, NOT and sign counts. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new SqlSyntaxException(peek().position(), "nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    void leave() {
        depth--;
    }

    SqlSyntaxException expected(String what) {
        return expected(what, peek());
    }

    static SqlSyntaxException expected(String what, Token found) {
        return new SqlSyntaxException(found.position(), "expected " + what + ", but found " + found.found());
    }
}
