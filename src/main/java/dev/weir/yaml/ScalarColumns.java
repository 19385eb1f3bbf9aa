package dev.weir.yaml;

import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Finds where a character of a scalar's text stands in the file, past quotes, escapes and indentation. Looks at the file's
 * own lines, so that nothing is kept for the scalars that nobody asks about.
 */
final class ScalarColumns implements Scalar.Columns {
    private final Place start;
    private final List<String> lines;
    private final ScalarStyle style;

    ScalarColumns(Place start, List<String> lines, ScalarNode node) {
        this.start = start;
        this.lines = lines;
        this.style = node.getScalarStyle();
    }

    @Override
    public Place at(int line, int column) {
        if (style == ScalarStyle.LITERAL) {
            return inBlock(line, column);
        }
        if (line != 1 || style == ScalarStyle.FOLDED || start.line() > lines.size()) {
            return start;
        }
        int[] raw = lines.get(start.line() - 1)
                .codePoints()
                .skip(start.column() - 1L)
                .toArray();
        int skipped = skipped(raw, column);
        // Beyond the line, the text is folded over several: the start is as near as it gets.
        return skipped > raw.length ? start : new Place(start.file(), start.line(), start.column() + skipped);
    }

    private int skipped(int[] raw, int characters) {
        if (style == ScalarStyle.PLAIN) {
            return characters;
        }
        int at = 1;
        for (int i = 0; i < characters; i++) {
            if (at >= raw.length) {
                return raw.length + 1;
            }
            at += style == ScalarStyle.SINGLE_QUOTED ? (raw[at] == '\'' ? 2 : 1) : width(raw, at);
        }
        return at;
    }

    /** How many characters a double-quoted one takes in the file. */
    private static int width(int[] raw, int at) {
        if (raw[at] != '\\' || at + 1 >= raw.length) {
            return 1;
        }
        return switch (raw[at + 1]) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
    }

    private Place inBlock(int line, int column) {
        int first = start.line();
        int indent = -1;
        for (int i = first; i < lines.size() && indent < 0; i++) {
            if (!lines.get(i).isBlank()) {
                indent = lines.get(i).length() - lines.get(i).stripLeading().length();
            }
        }
        return indent < 0 || first + line > lines.size()
                ? start
                : new Place(start.file(), first + line, indent + column + 1);
    }
}
