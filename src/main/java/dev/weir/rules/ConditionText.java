package dev.weir.rules;

import java.util.ArrayList;
import java.util.List;

/** A condition's text taken apart at its operators, past strings, comments and brackets. */
final class ConditionText {
    private ConditionText() {}

    /**
     * The operands of an operator that stands outside all brackets; the text alone where it does not, or where a
     * conditional expression ({@code a ? b : c}) binds the whole.
     */
    static List<String> operands(String text, String operator) {
        List<String> operands = new ArrayList<>();
        int depth = 0;
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = TemplateText.endOfString(text, at);
                continue;
            }
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
                continue;
            }
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (depth == 0 && c == '?') {
                return List.of(text.strip());
            } else if (depth == 0 && text.startsWith(operator, at)) {
                operands.add(text.substring(start, at).strip());
                at += operator.length();
                start = at;
                continue;
            }
            at++;
        }
        operands.add(text.substring(start).strip());
        return operands;
    }

    /** The text without brackets around the whole of it. */
    static String unwrapped(String text) {
        String inner = text.strip();
        while (inner.startsWith("(") && closes(inner)) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** Whether the first bracket closes at the very end. */
    private static boolean closes(String text) {
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = TemplateText.endOfString(text, at);
                continue;
            }
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at == text.length() - 1;
            }
            at++;
        }
        return false;
    }
}
