package dev.weir.coalesce;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the merge patch (RFC 7396) between two objects without reading them into trees: both are walked side by side as they
 * are written, by one writer and without blanks, so that what is alike has the same bytes. Most states follow each other like
 * that: the same fields in the same order, some with other values. Pure.
 */
final class TextMerge {
    private static final int TOO_DEEP = -1;

    private enum Finding {
        UNCHANGED,
        CHANGED,
        UNCLEAR
    }

    private final byte[] before;
    private final byte[] after;
    private int old;
    private int now;

    /** Only what is in {@code after}, too, so it is no longer. */
    private final byte[] patch;

    private int length;

    private TextMerge(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
        this.patch = new byte[after.length];
    }

    /**
     * The patch as it is written; {@code null} where it takes a closer look to tell which is the best one, or whether there is
     * any: fields came, went or moved, one has become {@code null}, an object or another array, or something is nested
     * deeper than {@link Delta#MAX_DEPTH}.
     */
    static byte @Nullable [] between(byte[] before, byte[] after) {
        TextMerge merge = new TextMerge(before, after);
        return merge.objects(1) == Finding.UNCLEAR ? null : Arrays.copyOf(merge.patch, merge.length);
    }

    /** Goes past two objects. */
    private Finding objects(int depth) {
        if (depth > Delta.MAX_DEPTH) {
            return Finding.UNCLEAR;
        }
        int start = length;
        patch[length++] = '{';
        old++;
        now++;
        while (after[now] == '"') {
            int unchanged = length;
            if (length > start + 1) {
                patch[length++] = ',';
            }
            Finding field = field(depth);
            if (field == Finding.UNCLEAR) {
                return field;
            }
            if (field == Finding.UNCHANGED) {
                length = unchanged;
            }
            if (before[old] == ',' && after[now] == ',') {
                old++;
                now++;
            }
        }
        if (before[old] != '}' || after[now] != '}') {
            return Finding.UNCLEAR;
        }
        old++;
        now++;
        patch[length++] = '}';
        return length == start + 2 ? Finding.UNCHANGED : Finding.CHANGED;
    }

    private Finding field(int depth) {
        int name = now;
        now = endOfText(after, now) + 1;
        if (!passAlike(name)) {
            return Finding.UNCLEAR;
        }
        append(name);
        return before[old] == '{' && after[now] == '{' ? objects(depth + 1) : values(depth);
    }

    private Finding values(int depth) {
        int value = now;
        now = endOfValue(after, now, depth);
        if (now == TOO_DEEP) {
            return Finding.UNCLEAR;
        }
        int oldValue = old;
        if (passAlike(value) && (before[old] == ',' || before[old] == '}')) {
            return Finding.UNCHANGED;
        }
        old = endOfValue(before, oldValue, depth);
        byte first = after[value];
        if (old == TOO_DEEP || first == '{' || first == '[' || first == 'n') {
            return Finding.UNCLEAR;
        }
        append(value);
        return Finding.CHANGED;
    }

    /** Whether what was passed in the one comes next in the other; passes it there, too. */
    private boolean passAlike(int from) {
        int end = old + now - from;
        if (end >= before.length || !Arrays.equals(before, old, end, after, from, now)) {
            return false;
        }
        old = end;
        return true;
    }

    private void append(int from) {
        System.arraycopy(after, from, patch, length, now - from);
        length += now - from;
    }

    private static int endOfValue(byte[] text, int from, int depth) {
        return switch (text[from]) {
            case '"' -> endOfText(text, from);
            case '{', '[' -> endOfContainer(text, from, depth);
            default -> endOfWord(text, from);
        };
    }

    private static int endOfText(byte[] text, int from) {
        int i = from + 1;
        while (text[i] != '"') {
            i += text[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private static int endOfContainer(byte[] text, int from, int depth) {
        int i = from;
        int open = 0;
        do {
            switch (text[i]) {
                case '"' -> i = endOfText(text, i);
                case '{', '[' -> {
                    open++;
                    i++;
                }
                case '}', ']' -> {
                    open--;
                    i++;
                }
                default -> i++;
            }
            if (depth + open > Delta.MAX_DEPTH) {
                return TOO_DEEP;
            }
        } while (open > 0);
        return i;
    }

    /** A number, or one of the three words. */
    private static int endOfWord(byte[] text, int from) {
        int i = from;
        while (text[i] != ',' && text[i] != '}') {
            i++;
        }
        return i;
    }
}
