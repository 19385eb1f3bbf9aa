package dev.weir.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the part of RE2's syntax that patterns of tenants are made of: characters, classes, groups, alternatives and
 * repetitions, over printable ASCII. What else there is (flags, anchors within, Unicode classes) it says it can't read.
 */
final class RegexParser {
    private static final int MAX_REPEAT = 256;
    private static final int FIRST = 0x20;
    private static final int LAST = 0x7E;

    private final String pattern;
    private final boolean anyCase;
    private int at;

    private RegexParser(String pattern, boolean anyCase) {
        this.pattern = pattern;
        this.anyCase = anyCase;
    }

    /** The expression; empty where the pattern holds something that this doesn't read. */
    static Optional<Regex> parse(String pattern) {
        boolean anyCase = pattern.startsWith("(?i)");
        String rest = anyCase ? pattern.substring("(?i)".length()) : pattern;
        // The whole text is matched, so that anchors at both ends say nothing more.
        String inner = rest.startsWith("^") ? rest.substring(1) : rest;
        inner = inner.endsWith("$") && !inner.endsWith("\\$") ? inner.substring(0, inner.length() - 1) : inner;
        if (!inner.equals(rest) && inner.indexOf('|') >= 0) {
            return Optional.empty();
        }
        RegexParser parser = new RegexParser(inner, anyCase);
        try {
            Regex read = parser.choice(0);
            return parser.at == inner.length() ? Optional.of(read) : Optional.empty();
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private Unreadable() {
            super("not of the syntax that is read", null, false, false);
        }
    }

    private Regex choice(int depth) throws Unreadable {
        if (depth > 20) {
            throw new Unreadable();
        }
        List<Regex> items = new ArrayList<>();
        do {
            items.add(sequence(depth));
        } while (take('|'));
        return items.size() == 1 ? items.get(0) : new Regex.Choice(items);
    }

    private Regex sequence(int depth) throws Unreadable {
        List<Regex> items = new ArrayList<>();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            items.add(repeated(atom(depth)));
        }
        return new Regex.Sequence(items);
    }

    private Regex repeated(Regex atom) throws Unreadable {
        Regex read = atom;
        while (at < pattern.length()) {
            if (take('*')) {
                read = new Regex.Repeat(read, 0, -1);
            } else if (take('+')) {
                read = new Regex.Repeat(read, 1, -1);
            } else if (take('?')) {
                read = new Regex.Repeat(read, 0, 1);
            } else if (peek() == '{') {
                read = counted(read);
            } else {
                return read;
            }
            // Whether it takes much or little first makes no difference to what it takes as a whole.
            take('?');
        }
        return read;
    }

    private Regex counted(Regex atom) throws Unreadable {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            throw new Unreadable();
        }
        String[] bounds = pattern.substring(at + 1, close).split(",", -1);
        at = close + 1;
        int min = number(bounds[0]);
        int max = bounds.length == 1 ? min : bounds[1].isEmpty() ? -1 : number(bounds[1]);
        if (bounds.length > 2 || min > MAX_REPEAT || max > MAX_REPEAT) {
            throw new Unreadable();
        }
        return new Regex.Repeat(atom, min, max);
    }

    private static int number(String text) throws Unreadable {
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Unreadable();
        }
        return Integer.parseInt(text);
    }

    private Regex atom(int depth) throws Unreadable {
        char c = next();
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> set();
            case '.' -> Regex.chars(FIRST, LAST);
            case '\\' -> chars(escaped());
            case '^', '$', '*', '+', '?', ')' -> throw new Unreadable();
            default -> chars(single(c));
        };
    }

    private Regex group(int depth) throws Unreadable {
        if (take('?') && !take(':')) {
            throw new Unreadable();
        }
        Regex inner = choice(depth + 1);
        if (!take(')')) {
            throw new Unreadable();
        }
        return inner;
    }

    private Regex set() throws Unreadable {
        BitSet set = new BitSet();
        boolean negated = take('^');
        boolean first = true;
        while (first || peekOr(']') != ']') {
            first = false;
            if (pattern.startsWith("[:", at)) {
                throw new Unreadable();
            }
            BitSet low = member();
            if (peekOr(']') == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                BitSet high = member();
                if (low.cardinality() != 1 || high.cardinality() != 1) {
                    throw new Unreadable();
                }
                set.set(low.nextSetBit(0), high.nextSetBit(0) + 1);
            } else {
                set.or(low);
            }
        }
        next();
        if (negated) {
            fold(set);
            set.flip(FIRST, LAST + 1);
            return new Regex.Chars(set);
        }
        return chars(set);
    }

    private Regex chars(BitSet set) {
        fold(set);
        return new Regex.Chars(set);
    }

    private void fold(BitSet set) {
        for (int c = 'A'; anyCase && c <= 'Z'; c++) {
            boolean either = set.get(c) || set.get(c + 0x20);
            set.set(c, either);
            set.set(c + 0x20, either);
        }
    }

    private BitSet member() throws Unreadable {
        char c = next();
        return c == '\\' ? escaped() : single(c);
    }

    private BitSet escaped() throws Unreadable {
        char c = next();
        BitSet set = new BitSet();
        switch (c) {
            case 'd', 'D' -> set.set('0', '9' + 1);
            case 'w', 'W' -> {
                set.set('0', '9' + 1);
                set.set('A', 'Z' + 1);
                set.set('a', 'z' + 1);
                set.set('_');
            }
            case 's', 'S' -> set.set(' ');
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw new Unreadable();
                }
                return single(c);
            }
        }
        if (Character.isUpperCase(c)) {
            set.flip(FIRST, LAST + 1);
        }
        return set;
    }

    private static BitSet single(char c) throws Unreadable {
        if (c < FIRST || c > LAST) {
            throw new Unreadable();
        }
        BitSet set = new BitSet();
        set.set(c);
        return set;
    }

    private char next() throws Unreadable {
        if (at >= pattern.length()) {
            throw new Unreadable();
        }
        return pattern.charAt(at++);
    }

    private char peek() {
        return pattern.charAt(at);
    }

    private char peekOr(char otherwise) {
        return at < pattern.length() ? peek() : otherwise;
    }

    private boolean take(char c) {
        if (at < pattern.length() && peek() == c) {
            at++;
            return true;
        }
        return false;
    }
}
