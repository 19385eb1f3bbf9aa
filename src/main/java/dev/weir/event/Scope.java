package dev.weir.event;

/**
 * Within what a broker's sequence numbers order events: a source, its incarnation, and a partition or session of it.
 *
 * <p>Sequence numbers of two scopes say nothing about each other. Made once for a partition or session and shared by all
 * of its origins.
 */
public final class Scope {
    private final String source;
    private final String incarnation;
    private final String partition;
    private final String text;

    /**
     * @param source the source's name in the configuration; letters, digits and hyphens
     * @param incarnation which life of the broker's entity this is, since one that is deleted and made anew counts from one
     *     again; empty for the first
     * @param partition the partition's or session's id; {@code "0"} where the entity has none
     */
    public Scope(String source, String incarnation, String partition) {
        this.source = source;
        this.incarnation = incarnation;
        this.partition = partition;
        this.text = incarnation.isEmpty() ? source + "/" + partition : source + "@" + incarnation + "/" + partition;
    }

    public String source() {
        return source;
    }

    public String incarnation() {
        return incarnation;
    }

    public String partition() {
        return partition;
    }

    /** The scope as clients see it: {@code ci/0}, or {@code ci@2/0} in the second incarnation. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scope scope && text.equals(scope.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
