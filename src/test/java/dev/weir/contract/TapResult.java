package dev.weir.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A result that a test of Node's has printed in the Test Anything Protocol.
 *
 * @param name the test's, after those of the groups that it is in
 * @param passed whether it is {@code ok}
 * @param skipped why it was skipped, or empty
 * @param diagnostics what was printed of it
 */
public record TapResult(String name, boolean passed, String skipped, String diagnostics) {
    private static final Pattern BEGIN = Pattern.compile("^( *)# Subtest: (.*)$");
    private static final Pattern END = Pattern.compile("^( *)(ok|not ok) \\d+ - (.*?)(?: # SKIP ?(.*))?$");
    private static final int INDENT = 4;

    /** The results of those tests that are no groups of others, in the order of their ends. */
    public static List<TapResult> parse(List<String> lines) {
        List<TapResult> results = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int ended = -1;
        for (int n = 0; n < lines.size(); n++) {
            Matcher begin = BEGIN.matcher(lines.get(n));
            Matcher end = END.matcher(lines.get(n));
            if (begin.matches()) {
                int depth = begin.group(1).length() / INDENT;
                open.subList(Math.min(depth, open.size()), open.size()).clear();
                open.add(begin.group(2));
                ended = -1;
            } else if (end.matches()) {
                int depth = end.group(1).length() / INDENT;
                boolean group = ended > depth;
                ended = depth;
                if (!group || (end.group(2).equals("not ok") && !failedWithin(results, open, depth))) {
                    results.add(new TapResult(
                            String.join(" > ", open.subList(0, Math.min(depth + 1, open.size()))),
                            end.group(2).equals("ok"),
                            lines.get(n).contains(" # SKIP") ? "skipped: " + end.group(4) : "",
                            diagnostics(lines, n + 1)));
                }
            }
        }
        return results;
    }

    /** A group that fails though none of its tests does, has failed in what goes before or after them. */
    private static boolean failedWithin(List<TapResult> results, List<String> open, int depth) {
        String prefix = String.join(" > ", open.subList(0, Math.min(depth + 1, open.size()))) + " > ";
        return results.stream().anyMatch(result -> !result.passed && result.name.startsWith(prefix));
    }

    private static String diagnostics(List<String> lines, int from) {
        StringBuilder text = new StringBuilder();
        if (from < lines.size() && lines.get(from).strip().equals("---")) {
            for (int n = from + 1; n < lines.size() && !lines.get(n).strip().equals("..."); n++) {
                text.append(lines.get(n).strip()).append('\n');
            }
        }
        return text.toString();
    }
}
