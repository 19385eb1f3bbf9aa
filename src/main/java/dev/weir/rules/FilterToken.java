package dev.weir.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a filter.
 *
 * @param type what it is
 * @param text a word, number or symbol as it stands; what a quotation holds, undoubled; a placeholder's expression
 * @param offset where {@code text} starts in the filter
 */
record FilterToken(Type type, String text, int offset) {

    /** The kinds of pieces. */
    enum Type {
        WORD,
        NUMBER,
        TEXT,
        PLACEHOLDER,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return type == Type.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return type == Type.SYMBOL && text.equals(symbol);
    }

    String found() {
        return switch (type) {
            case END -> "the end";
            case TEXT -> "the text '" + Shown.of(text) + "'";
            case PLACEHOLDER -> "'{" + Shown.of(text) + "}'";
            default -> "'" + Shown.of(text) + "'";
        };
    }

    /** Takes a filter apart; what comes after a problem is left out. The last one is the end. */
    static List<FilterToken> of(String filter, TemplateText.Problems problems) {
        List<FilterToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            char c = filter.charAt(at);
            int end;
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                at++;
                continue;
            }
            if (c == '\'') {
                end = endOfText(filter, at + 1);
                if (end < 0) {
                    problems.add(at, "a quotation without its closing \"'\"");
                    break;
                }
                tokens.add(new FilterToken(
                        Type.TEXT, filter.substring(at + 1, end - 1).replace("''", "'"), at + 1));
            } else if (c == '{') {
                int close = TemplateText.end(filter, at + 1);
                String inner = close < 0 ? "" : filter.substring(at + 1, close);
                if (inner.isBlank()) {
                    problems.add(at, close < 0 ? "a '{' without its '}'" : "a placeholder is empty");
                    break;
                }
                tokens.add(new FilterToken(Type.PLACEHOLDER, inner.strip(), at + 1 + inner.indexOf(inner.strip())));
                end = close + 1;
            } else if (c == '(' || c == ')' || c == ',') {
                end = at + 1;
                tokens.add(new FilterToken(Type.SYMBOL, filter.substring(at, end), at));
            } else if (isDigit(c) || (c == '-' && at + 1 < filter.length() && isDigit(filter.charAt(at + 1)))) {
                end = at + 1;
                while (end < filter.length() && isDigit(filter.charAt(end))) {
                    end++;
                }
                tokens.add(new FilterToken(Type.NUMBER, filter.substring(at, end), at));
            } else if (isLetter(c)) {
                end = at + 1;
                while (end < filter.length() && (isLetter(filter.charAt(end)) || isDigit(filter.charAt(end)))) {
                    end++;
                }
                tokens.add(new FilterToken(Type.WORD, filter.substring(at, end), at));
            } else {
                problems.add(at, "a filter can't hold " + Shown.kindOf(Character.toString(filter.codePointAt(at))));
                break;
            }
            at = end;
        }
        tokens.add(new FilterToken(Type.END, "", Math.min(at, filter.length())));
        return tokens;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /** The offset after a quotation's closing quote, past doubled ones and those within placeholders; or -1. */
    private static int endOfText(String filter, int start) {
        int at = start;
        while (at < filter.length()) {
            char c = filter.charAt(at);
            if (c == '{' && !filter.startsWith("{{", at)) {
                int close = TemplateText.end(filter, at + 1);
                at = close < 0 ? at + 1 : close + 1;
            } else if (c == '{') {
                at += 2;
            } else if (c == '\'' && filter.startsWith("''", at)) {
                at += 2;
            } else if (c == '\'') {
                return at + 1;
            } else {
                at++;
            }
        }
        return -1;
    }
}
