package dev.weir.yaml;

/** A value of a YAML file, with its place and its path. Immutable. */
public sealed interface Value permits Scalar, Sequence, Mapping {

    /** Where the value starts. */
    Place place();

    /** The keys that lead to it, {@code weir.sources.ci.queues[0]}; empty for the whole file. */
    String path();

    /** The value in a message: {@code a list}, {@code '250ms'}, {@code the integer 7}. */
    String description();
}
