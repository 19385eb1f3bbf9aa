package dev.weir.yaml;

import java.util.List;
import java.util.TreeSet;

/** Collects findings while files are read. Of one thread. */
public final class Findings {
    /** Beyond this many nobody reads on, and a hostile file must not fill the memory with them. */
    private static final int MAX = 1000;

    private final TreeSet<Finding> findings = new TreeSet<>();
    private boolean errors;

    /** Adds what makes the file unusable. */
    public void error(Place place, String message) {
        errors = true;
        add(place, Finding.Severity.ERROR, message);
    }

    /** Adds what should be looked at. */
    public void warning(Place place, String message) {
        add(place, Finding.Severity.WARNING, message);
    }

    private void add(Place place, Finding.Severity severity, String message) {
        if (findings.size() < MAX) {
            findings.add(new Finding(place.file(), place.line(), place.column(), severity, message));
        }
    }

    /** Whether any finding is an error. */
    public boolean hasErrors() {
        return errors;
    }

    /** What was found so far, by file and place, each once; at most 1,000. */
    public List<Finding> sorted() {
        return List.copyOf(findings);
    }
}
