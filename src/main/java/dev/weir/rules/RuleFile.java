package dev.weir.rules;

/**
 * What holds for all rules of a file.
 *
 * @param name the file, as findings name it
 * @param match how many of its rules may take an event
 * @param unmatched what becomes of an event that no rule takes
 * @param schemas those of the events that its rules take
 */
record RuleFile(String name, Match match, Unmatched unmatched, FileSchemas schemas) {

    /** How many of a file's rules may take an event. */
    enum Match {
        ALL,
        /** The first that holds; those after it are not asked. */
        FIRST
    }

    /** What becomes of events of the file's sources that no rule of any file takes. */
    enum Unmatched {
        SETTLE,
        DEAD_LETTER
    }
}
