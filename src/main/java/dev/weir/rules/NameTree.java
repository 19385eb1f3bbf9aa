package dev.weir.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Templates by the parts of their names, so that those which can make the same name as another are found without looking at
 * all. Of one thread.
 */
final class NameTree<T> {
    private final Map<String, Node<T>> bySeparators = new LinkedHashMap<>();
    private final List<T> all = new ArrayList<>();

    private record Key(boolean literal, String end) {}

    private static final class Node<T> {
        /** What comes next, by how its part starts. */
        private final NavigableMap<String, Map<Key, Node<T>>> next = new TreeMap<>();

        private final List<T> here = new ArrayList<>();
    }

    void add(NameShape shape, T value) {
        Node<T> node = bySeparators.computeIfAbsent(shape.separators(), key -> new Node<>());
        for (NameShape.Part part : shape.parts()) {
            node = node.next
                    .computeIfAbsent(part.start(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(new Key(part.isLiteral(), part.end()), key -> new Node<>());
        }
        node.here.add(value);
        all.add(value);
    }

    /** All of them, in the order in which they were added. */
    List<T> all() {
        return all;
    }

    /** Those that can make a name which this shape makes too. */
    List<T> meeting(NameShape shape) {
        List<T> found = new ArrayList<>();
        Node<T> root = bySeparators.get(shape.separators());
        if (root != null) {
            collect(root, shape.parts(), 0, found);
        }
        return found;
    }

    private void collect(Node<T> node, List<NameShape.Part> parts, int index, List<T> found) {
        if (index == parts.size()) {
            found.addAll(node.here);
            return;
        }
        NameShape.Part part = parts.get(index);
        for (int length = 0; length < part.start().length(); length++) {
            follow(node, part.start().substring(0, length), parts, index, found);
        }
        if (part.isLiteral()) {
            follow(node, part.start(), parts, index, found);
        } else {
            for (String start : node.next.tailMap(part.start(), true).keySet()) {
                if (!start.startsWith(part.start())) {
                    break;
                }
                follow(node, start, parts, index, found);
            }
        }
    }

    private void follow(Node<T> node, String start, List<NameShape.Part> parts, int index, List<T> found) {
        node.next.getOrDefault(start, Map.of()).forEach((key, child) -> {
            NameShape.Part other = new NameShape.Part(start, key.literal() ? "" : "*", key.end());
            if (parts.get(index).canEqual(other)) {
                collect(child, parts, index + 1, found);
            }
        });
    }
}
