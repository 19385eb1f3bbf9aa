package dev.weir.yaml;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Findings with the lines that they are about, and a caret below what is meant. Reads each file once. Of one thread. */
public final class Excerpts {
    /** As much of a line as is shown, in characters. */
    private static final int WIDTH = 120;

    private static final int BEFORE = 60;

    private final Predicate<String> shown;
    private final Map<String, List<String>> files = new HashMap<>();

    /** @param shown whether a file's lines may be shown: a configuration's may hold secrets */
    public Excerpts(Predicate<String> shown) {
        this.shown = shown;
    }

    /** A finding's own line, and below it that of the file and a caret where it has a column; each ended. */
    public String text(Finding finding) {
        StringBuilder text = new StringBuilder(finding.text()).append('\n');
        if (finding.column() > 0 && shown.test(finding.file())) {
            List<String> lines = files.computeIfAbsent(finding.file(), Excerpts::lines);
            if (finding.line() <= lines.size()) {
                append(text, lines.get(finding.line() - 1), finding.line(), finding.column());
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String line, int number, int column) {
        int[] characters = line.codePoints().toArray();
        if (column > characters.length + 1) {
            return;
        }
        int start = characters.length <= WIDTH ? 0 : Math.max(0, column - 1 - BEFORE);
        String margin = "    " + number + " | ";
        text.append(margin);
        for (int i = start; i < Math.min(characters.length, start + WIDTH); i++) {
            text.appendCodePoint(Character.isISOControl(characters[i]) ? ' ' : characters[i]);
        }
        text.append('\n')
                .append(" ".repeat(margin.length() - 2))
                .append("| ")
                .append(" ".repeat(column - 1 - start))
                .append("^\n");
    }

    private static List<String> lines(String file) {
        try {
            return YamlFile.readText(Path.of(file), file, YamlLimits.DEFAULT, new Findings())
                    .map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .map(text -> text.lines().toList())
                    .orElse(List.of());
        } catch (InvalidPathException e) {
            return List.of();
        }
    }
}
