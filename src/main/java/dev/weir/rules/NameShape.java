package dev.weir.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * What names a template can make, cut at the characters that no placeholder's value can hold: each part has a literal
 * start and end, and at most one placeholder between them.
 *
 * <p>So the names of two templates can be equal only if their separators are, one after the other, and every pair of parts
 * can. Immutable.
 *
 * @param separators the separators, in order
 * @param parts one more than there are separators
 */
record NameShape(String separators, List<Part> parts) {

    /** What stands between two separators; without a placeholder it is all {@code start}. */
    record Part(String start, String placeholder, String end) {

        boolean isLiteral() {
            return placeholder.isEmpty();
        }

        boolean isTenant() {
            return placeholder.equals("tenant");
        }

        boolean canEqual(Part other) {
            if (isLiteral() && other.isLiteral()) {
                return start.equals(other.start);
            }
            if (isLiteral()) {
                return other.canMake(start);
            }
            if (other.isLiteral()) {
                return canMake(other.start);
            }
            return (start.startsWith(other.start) || other.start.startsWith(start))
                    && (end.endsWith(other.end) || other.end.endsWith(end));
        }

        private boolean canMake(String text) {
            // A value has a character at least.
            return text.length() > start.length() + end.length() && text.startsWith(start) && text.endsWith(end);
        }

        /** The value that makes this text of the part. */
        String valueIn(String text) {
            return text.substring(start.length(), text.length() - end.length());
        }
    }

    NameShape {
        parts = List.copyOf(parts);
    }

    /**
     * @param literals the template's literals, one more than there are placeholders
     */
    static NameShape of(List<String> literals, List<String> placeholders) {
        StringBuilder separators = new StringBuilder();
        List<Part> parts = new ArrayList<>();
        StringBuilder start = new StringBuilder();
        StringBuilder end = new StringBuilder();
        String placeholder = "";
        for (int i = 0; i < literals.size(); i++) {
            for (char c : literals.get(i).toCharArray()) {
                if (c == '%' || NameEscape.isSafe(c)) {
                    (placeholder.isEmpty() ? start : end).append(c);
                } else {
                    separators.append(c);
                    parts.add(new Part(start.toString(), placeholder, end.toString()));
                    start.setLength(0);
                    end.setLength(0);
                    placeholder = "";
                }
            }
            if (i < placeholders.size()) {
                placeholder = placeholders.get(i).strip();
            }
        }
        parts.add(new Part(start.toString(), placeholder, end.toString()));
        return new NameShape(separators.toString(), parts);
    }

    /** The same with names of placeholders that say only whether two are the same, and which is the tenant. */
    NameShape normalised() {
        List<Part> renamed = new ArrayList<>();
        for (Part part : parts) {
            String name = part.placeholder();
            renamed.add(
                    part.isLiteral() || part.isTenant()
                            ? part
                            : new Part(part.start(), "*" + firstOf(name), part.end()));
        }
        return new NameShape(separators, renamed);
    }

    private int firstOf(String placeholder) {
        int index = 0;
        while (!parts.get(index).placeholder().equals(placeholder)) {
            index++;
        }
        return index;
    }

    /** Whether nothing else in a name hangs on what the part's value is. */
    boolean isFree(Part part) {
        return part.isLiteral()
                || (!part.isTenant()
                        && parts.stream()
                                        .filter(other -> other.placeholder().equals(part.placeholder()))
                                        .count()
                                == 1);
    }

    /** Whether some values make one name of both. */
    boolean canEqual(NameShape other) {
        if (!separators.equals(other.separators)) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).canEqual(other.parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether equal names tell the same tenant: it is the whole value of one and the same part in both. */
    boolean tellsTenantAs(NameShape other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            Part own = parts.get(i);
            Part others = other.parts.get(i);
            if (own.isTenant()
                    && others.isTenant()
                    && own.start().equals(others.start())
                    && own.end().equals(others.end())) {
                return true;
            }
        }
        return false;
    }
}
