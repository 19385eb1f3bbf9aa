package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** JSON Patch, RFC 6902: all operations or none. */
final class JsonPatch {
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^/~]++|~[01])*+)*+");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    private JsonNode document;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /** It is no patch, or it can't be applied to this state. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message);
        }
    }

    /** The state that the patch makes; what it starts from stays as it is. */
    static JsonNode apply(JsonNode state, JsonNode patch) throws FailedException {
        require(patch.isArray(), "a patch must be an array");
        JsonPatch applied = new JsonPatch(state.deepCopy());
        for (JsonNode operation : patch) {
            applied.apply(operation);
        }
        return applied.document;
    }

    private void apply(JsonNode operation) throws FailedException {
        List<String> path = pointer(operation.path("path"));
        switch (operation.path("op").asText()) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove(path);
            case "replace" -> replace(path, value(operation));
            case "copy" -> add(path, get(pointer(operation.path("from"))).deepCopy());
            case "test" -> require(Json.equal(get(path), value(operation)), "test failed");
            case "move" -> {
                List<String> from = pointer(operation.path("from"));
                boolean within = path.size() > from.size()
                        && path.subList(0, from.size()).equals(from);
                require(!within, "can't move into itself");
                JsonNode moved = get(from);
                if (!path.equals(from)) {
                    remove(from);
                    add(path, moved);
                }
            }
            default -> throw new FailedException("unknown operation");
        }
    }

    private JsonNode get(List<String> path) throws FailedException {
        JsonNode at = document;
        for (String key : path) {
            at = at.isArray() ? at.path(index(key, at.size() - 1)) : at.path(key);
            require(!at.isMissingNode(), "nothing is at the path");
        }
        return at;
    }

    private void add(List<String> path, JsonNode value) throws FailedException {
        if (path.isEmpty()) {
            document = value;
        } else if (parent(path) instanceof ArrayNode array) {
            String key = last(path);
            array.insert(key.equals("-") ? array.size() : index(key, array.size()), value);
        } else {
            object(parent(path)).set(last(path), value);
        }
    }

    private void remove(List<String> path) throws FailedException {
        require(!path.isEmpty(), "the whole can't be removed");
        get(path);
        if (parent(path) instanceof ArrayNode array) {
            array.remove(index(last(path), array.size() - 1));
        } else {
            object(parent(path)).remove(last(path));
        }
    }

    private void replace(List<String> path, JsonNode value) throws FailedException {
        get(path);
        if (path.isEmpty()) {
            document = value;
        } else if (parent(path) instanceof ArrayNode array) {
            array.set(index(last(path), array.size() - 1), value);
        } else {
            object(parent(path)).set(last(path), value);
        }
    }

    private JsonNode parent(List<String> path) throws FailedException {
        return get(path.subList(0, path.size() - 1));
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }

    private static ObjectNode object(JsonNode node) throws FailedException {
        require(node.isObject(), "the parent has no members");
        return (ObjectNode) node;
    }

    private static int index(String key, int max) throws FailedException {
        require(INDEX.matcher(key).matches() && Integer.parseInt(key) <= max, "no such element");
        return Integer.parseInt(key);
    }

    private static JsonNode value(JsonNode operation) throws FailedException {
        require(operation.has("value"), "there is no value");
        return operation.get("value");
    }

    private static List<String> pointer(JsonNode text) throws FailedException {
        require(text.isTextual() && POINTER.matcher(text.textValue()).matches(), "no pointer");
        List<String> keys = new ArrayList<>();
        for (String key : text.textValue().split("/", -1)) {
            keys.add(key.replace("~1", "/").replace("~0", "~"));
        }
        return keys.subList(1, keys.size());
    }

    private static void require(boolean holds, String otherwise) throws FailedException {
        if (!holds) {
            throw new FailedException(otherwise);
        }
    }
}
