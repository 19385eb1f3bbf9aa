package dev.weir.local.sqlfilter;

import org.jspecify.annotations.Nullable;

/** What an action may change of a message. */
public interface ChangeableProperties extends MessageProperties {
    /**
     * Sets a system property, or unsets it with null.
     *
     * @param property one that {@linkplain SystemProperty#isChangeable() can be changed}
     * @param value of the property's type
     */
    void setSystem(SystemProperty property, @Nullable Object value);

    /** Sets a user property; one of the same name in another case keeps its name. */
    void setUser(String name, @Nullable Object value);

    /** Removes a user property by its name in any case; nothing happens where there is none. */
    void removeUser(String name);
}
