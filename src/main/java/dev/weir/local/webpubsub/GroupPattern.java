package dev.weir.local.webpubsub;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of group names in a role: {@code ?} stands for one character and {@code *} for any number of them, but
 * neither for a dot; {@code **} for any number of any; a backslash makes the next character literal. From the service's
 * documentation of wildcard roles, which allows five stars in one pattern.
 */
final class GroupPattern {
    private static final int MAX_STARS = 5;

    private final List<Part> parts;

    private GroupPattern(List<Part> parts) {
        this.parts = parts;
    }

    /** Empty when it is not a pattern: nothing in it, too many stars, or a backslash before nothing. */
    static Optional<GroupPattern> parse(String text) {
        List<Part> parts = new ArrayList<>();
        int stars = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i == text.length()) {
                    return Optional.empty();
                }
                parts.add(new Part(Kind.LITERAL, text.charAt(i)));
            } else if (c == '*') {
                boolean isDouble = i + 1 < text.length() && text.charAt(i + 1) == '*';
                stars += isDouble ? 2 : 1;
                i += isDouble ? 1 : 0;
                parts.add(new Part(isDouble ? Kind.ANY_RUN : Kind.RUN, c));
            } else {
                parts.add(new Part(c == '?' ? Kind.ONE : Kind.LITERAL, c));
            }
        }
        return parts.isEmpty() || stars > MAX_STARS ? Optional.empty() : Optional.of(new GroupPattern(parts));
    }

    /** Follows all ways through the pattern at once, so that no name makes it go back. */
    boolean matches(String name) {
        BitSet at = new BitSet(parts.size() + 1);
        reach(at, 0);
        for (int i = 0; i < name.length() && !at.isEmpty(); i++) {
            char c = name.charAt(i);
            BitSet next = new BitSet(parts.size() + 1);
            for (int p = at.nextSetBit(0); p >= 0 && p < parts.size(); p = at.nextSetBit(p + 1)) {
                Part part = parts.get(p);
                if (part.takes(c)) {
                    reach(next, part.isRun() ? p : p + 1);
                }
            }
            at = next;
        }
        return at.get(parts.size());
    }

    /** A run may be empty: whoever stands before it stands behind it, too. */
    private void reach(BitSet at, int from) {
        int p = from;
        at.set(p);
        while (p < parts.size() && parts.get(p).isRun()) {
            p++;
            at.set(p);
        }
    }

    private enum Kind {
        LITERAL,
        ONE,
        RUN,
        ANY_RUN
    }

    private record Part(Kind kind, char literal) {
        boolean isRun() {
            return kind == Kind.RUN || kind == Kind.ANY_RUN;
        }

        boolean takes(char c) {
            return switch (kind) {
                case LITERAL -> c == literal;
                case ONE, RUN -> c != '.';
                case ANY_RUN -> true;
            };
        }
    }
}
