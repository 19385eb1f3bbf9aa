package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Jackson nodes as CEL sees values, converted where it looks only: an expression reads three fields of a thousand.
 *
 * <p>Integers are {@link Long}, and {@link Double} beyond its range; CEL takes Java's {@code null} for an unknown value, so
 * JSON's is CEL's own.
 */
final class JsonView {
    private JsonView() {}

    static Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> new ObjectView(node);
            case ARRAY -> new ArrayView(node);
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : node.doubleValue();
            case BINARY, POJO -> node.asText();
            case NULL, MISSING -> NullValue.NULL_VALUE;
        };
    }

    /** An application property as CEL sees it. */
    static Object property(Object value) {
        if (value instanceof Long || value instanceof Double || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        return value instanceof JsonNode node ? of(node) : value.toString();
    }

    /** An object's fields. */
    static final class ObjectView extends AbstractMap<String, Object> {
        private final JsonNode node;

        private ObjectView(JsonNode node) {
            this.node = node;
        }

        JsonNode node() {
            return node;
        }

        @Override
        public int size() {
            return node.size();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && node.has(name);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            JsonNode child = key instanceof String name ? node.get(name) : null;
            return child == null ? null : of(child);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return node.size();
                }

                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    Iterator<Entry<String, JsonNode>> fields = node.properties().iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return fields.hasNext();
                        }

                        @Override
                        public Entry<String, Object> next() {
                            Entry<String, JsonNode> field = fields.next();
                            return Map.entry(field.getKey(), of(field.getValue()));
                        }
                    };
                }
            };
        }
    }

    /** An array's elements. */
    static final class ArrayView extends AbstractList<Object> {
        private final JsonNode node;

        private ArrayView(JsonNode node) {
            this.node = node;
        }

        JsonNode node() {
            return node;
        }

        @Override
        public Object get(int index) {
            JsonNode child = node.get(index);
            if (child == null) {
                throw new IndexOutOfBoundsException("index " + index + " of " + node.size());
            }
            return of(child);
        }

        @Override
        public int size() {
            return node.size();
        }
    }
}
