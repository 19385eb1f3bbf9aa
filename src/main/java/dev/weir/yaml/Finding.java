package dev.weir.yaml;

import java.util.Comparator;

/**
 * What is wrong with a file, and where.
 *
 * @param file the file as its reader named it
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 * @param severity whether the file can be used nevertheless
 * @param message what is wrong, what was found, what to do
 */
public record Finding(String file, int line, int column, Severity severity, String message)
        implements Comparable<Finding> {

    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparingInt(Finding::column)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::message);

    /** How bad a finding is. */
    public enum Severity {
        /** The file is refused. */
        ERROR,
        /** The file works, but perhaps not as it was meant. */
        WARNING
    }

    /** {@code routing-rules/orders.yaml:14:7: unknown field 'gruop'}; a warning says so after the place. */
    public String text() {
        return new Place(file, line, column).text() + ": " + (severity == Severity.WARNING ? "warning: " : "")
                + message;
    }

    /** By file and place. */
    @Override
    public int compareTo(Finding other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return text();
    }
}
