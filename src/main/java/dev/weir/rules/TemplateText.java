package dev.weir.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with placeholders, {@code tenant:{tenant}}, taken apart. A doubled brace is a brace; within a placeholder, braces
 * and quotes are CEL's.
 *
 * @param parts literals and placeholders, in order; no two literals follow each other
 */
record TemplateText(List<Part> parts) {

    /** A literal or a placeholder. */
    sealed interface Part {}

    record Literal(String text) implements Part {}

    /**
     * @param expression what stands between the braces, without the blanks around it
     * @param offset where the expression starts in the text
     */
    record Placeholder(String expression, int offset) implements Part {}

    /** Takes what is wrong with a text. */
    interface Problems {
        void add(int offset, String message);
    }

    TemplateText {
        parts = List.copyOf(parts);
    }

    /** Takes a text apart; where there are problems, the result is incomplete. */
    static TemplateText parse(String text, Problems problems) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                at += 2;
            } else if (c == '}') {
                problems.add(at, "a '}' without its '{'; write '}}' for the character");
                at++;
            } else if (c == '{') {
                int end = end(text, at + 1);
                if (end < 0) {
                    problems.add(at, "a '{' without its '}'; write '{{' for the character");
                    break;
                }
                flush(literal, parts);
                placeholder(text, at + 1, end, parts, problems);
                at = end + 1;
            } else {
                literal.append(c);
                at++;
            }
        }
        flush(literal, parts);
        return new TemplateText(parts);
    }

    /** The placeholders alone, in order. */
    List<Placeholder> placeholders() {
        return parts.stream()
                .filter(Placeholder.class::isInstance)
                .map(Placeholder.class::cast)
                .toList();
    }

    private static void placeholder(String text, int start, int end, List<Part> parts, Problems problems) {
        String inner = text.substring(start, end);
        String expression = inner.strip();
        if (expression.isEmpty()) {
            problems.add(start - 1, "a placeholder is empty; write '{{}}' for the characters");
            return;
        }
        parts.add(new Placeholder(expression, start + inner.indexOf(expression)));
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** The offset of the brace that closes a placeholder, or -1. */
    static int end(String text, int start) {
        int depth = 0;
        int at = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = endOfString(text, at);
                continue;
            }
            if (c == '}' && depth-- == 0) {
                return at;
            }
            if (c == '{') {
                depth++;
            }
            at++;
        }
        return -1;
    }

    /** The offset after a CEL string, which may be triple-quoted or raw. */
    static int endOfString(String text, int start) {
        String quote = text.substring(start, start + 1);
        if (text.startsWith(quote.repeat(3), start)) {
            quote = quote.repeat(3);
        }
        boolean raw = start > 0 && (text.charAt(start - 1) | 0x20) == 'r';
        int at = start + quote.length();
        while (at < text.length() && !text.startsWith(quote, at)) {
            at += !raw && text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + quote.length();
    }
}
