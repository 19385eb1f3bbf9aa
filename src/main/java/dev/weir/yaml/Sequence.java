package dev.weir.yaml;

import java.util.List;

/**
 * A list.
 *
 * @param place where it starts
 * @param path the keys that lead to it
 * @param items its values
 */
public record Sequence(Place place, String path, List<Value> items) implements Value {
    public Sequence {
        items = List.copyOf(items);
    }

    @Override
    public String description() {
        return items.isEmpty() ? "an empty list" : "a list";
    }
}
