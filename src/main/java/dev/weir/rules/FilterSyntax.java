package dev.weir.rules;

import dev.weir.yaml.Suggestion;
import java.util.List;
import java.util.Set;

/**
 * Checks a filter against what the service takes: comparisons of {@code userId}, {@code connectionId} and {@code groups}
 * with literals, functions of texts, {@code not}, {@code and}, {@code or}, up to 100 clauses. Of one filter.
 */
final class FilterSyntax {
    private static final int MAX_CLAUSES = 100;
    private static final int MAX_DEPTH = 30;
    private static final Set<String> RELATIONS = Set.of("eq", "ne", "gt", "ge", "lt", "le");
    private static final Set<String> FUNCTIONS = Set.of(
            "tolower",
            "toupper",
            "trim",
            "substring",
            "concat",
            "indexof",
            "length",
            "startswith",
            "endswith",
            "contains");
    private static final Set<String> VALUES = Set.of("userId", "connectionId", "true", "false", "null");
    private static final List<String> NAMES = List.of("userId", "connectionId", "groups");

    private final List<FilterToken> tokens;
    private final TemplateText.Problems problems;
    private int next;
    private int depth;
    private int clauses;
    private boolean broken;
    private boolean hasOuterOr;

    FilterSyntax(List<FilterToken> tokens, TemplateText.Problems problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    /** Whether it is a filter; where it isn't, there is a problem. */
    boolean check() {
        any();
        if (!broken && peek().type() != FilterToken.Type.END) {
            problem("an operator or the end");
        }
        return !broken;
    }

    /** Whether one of several alternatives is enough, so that the filter's beginning need not hold. */
    boolean hasOuterOr() {
        return hasOuterOr;
    }

    private void any() {
        do {
            all();
            if (depth == 0 && peek().isWord("or")) {
                hasOuterOr = true;
            }
        } while (!broken && takeWord("or"));
    }

    private void all() {
        do {
            comparison();
        } while (!broken && takeWord("and"));
    }

    private void comparison() {
        if (++clauses > MAX_CLAUSES) {
            problem("at most 100 clauses");
            return;
        }
        operand();
        FilterToken operator = peek();
        if (takeWord("in")) {
            if (!takeWord("groups")) {
                list("'groups' or a list in parentheses");
            }
        } else if (operator.type() == FilterToken.Type.WORD && RELATIONS.contains(operator.text())) {
            next++;
            operand();
        }
    }

    private void operand() {
        if (broken) {
            return;
        }
        if (++depth > MAX_DEPTH) {
            problem("at most 30 levels of parentheses and functions");
            return;
        }
        FilterToken token = peek();
        next++;
        if (token.isWord("not")) {
            operand();
        } else if (token.isSymbol("(")) {
            any();
            close();
        } else if (token.type() == FilterToken.Type.WORD && FUNCTIONS.contains(token.text())) {
            list("'(' after '" + token.text() + "'");
        } else if (token.type() == FilterToken.Type.END
                || token.type() == FilterToken.Type.SYMBOL
                || (token.type() == FilterToken.Type.WORD && !VALUES.contains(token.text()))) {
            next--;
            problem("userId, connectionId, a literal, a function or '('");
        }
        depth--;
    }

    private void list(String wanted) {
        if (broken || !peek().isSymbol("(")) {
            problem(wanted);
            return;
        }
        do {
            next++;
            operand();
        } while (!broken && peek().isSymbol(","));
        close();
    }

    private void close() {
        if (!broken && !peek().isSymbol(")")) {
            problem("',' or ')'");
        }
        next++;
    }

    private void problem(String wanted) {
        if (!broken) {
            FilterToken found = peek();
            problems.add(
                    found.offset(),
                    "a filter wants " + wanted + " here, but found " + found.found()
                            + (found.type() == FilterToken.Type.WORD ? Suggestion.text(found.text(), NAMES) : ""));
        }
        broken = true;
    }

    private boolean takeWord(String word) {
        if (peek().isWord(word)) {
            next++;
            return true;
        }
        return false;
    }

    private FilterToken peek() {
        return tokens.get(Math.min(next, tokens.size() - 1));
    }
}
