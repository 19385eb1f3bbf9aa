package dev.weir.rules;

/** What a configured source does that rules depend on. */
public enum SourceTraits {
    /** It hands out an entity's events one after the other: by sessions or partitions. */
    ORDERED,
    /** It may hand an entity's events to several takers at once. */
    UNORDERED
}
