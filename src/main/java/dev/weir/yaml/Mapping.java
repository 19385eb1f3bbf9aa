package dev.weir.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mapping: values by key, in the file's order.
 *
 * @param place where it starts
 * @param path the keys that lead to it
 * @param entries its values, each with the place of its key
 */
public record Mapping(Place place, String path, Map<String, Entry> entries) implements Value {

    /**
     * A key and its value.
     *
     * @param keyPlace where the key stands
     * @param value what it holds
     */
    public record Entry(Place keyPlace, Value value) {}

    public Mapping {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String description() {
        return entries.isEmpty() ? "an empty mapping" : "a mapping";
    }
}
