package dev.weir.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of texts in columns, as wide as they need to be. Of one thread. */
final class Table {
    private static final String GAP = "  ";

    private final String indent;
    private final List<String[]> rows = new ArrayList<>();
    private final List<Boolean> numbers = new ArrayList<>();

    Table(String indent) {
        this.indent = indent;
    }

    /** Sets the columns' heads; one that starts with {@code >} is of numbers. */
    Table head(String... heads) {
        String[] texts = new String[heads.length];
        for (int i = 0; i < heads.length; i++) {
            boolean number = heads[i].startsWith(">");
            numbers.add(number);
            texts[i] = number ? heads[i].substring(1) : heads[i];
        }
        rows.add(texts);
        return this;
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.length; i++) {
                String blanks = " ".repeat(widths[i] - row[i].length());
                boolean right = i < numbers.size() && numbers.get(i);
                line.append(right ? blanks + row[i] : row[i] + blanks).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
