package dev.weir.local.sqlfilter;

import org.jspecify.annotations.Nullable;

/**
 * What a rule may read of a message. Values are {@code String}, {@code Boolean}, {@code Byte}, {@code Short}, {@code
 * Integer}, {@code Long}, {@code Float}, {@code Double}, {@code BigDecimal}, {@code UUID}, {@code Instant} and {@code
 * Duration}; values of other types can be tested for their presence only.
 */
public interface MessageProperties {
    /** A system property; null where the message does not set it. */
    @Nullable
    Object system(SystemProperty property);

    /** Whether there is a user property of this name, in any case; its value may be null. */
    boolean hasUser(String name);

    /** A user property by its name in any case; null where there is none, or where its value is null. */
    @Nullable
    Object user(String name);
}
