package dev.weir.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Turns SnakeYAML's nodes into values. Of one file and one thread. */
final class NodeReader {
    private final String file;
    private final List<String> lines;
    private final YamlLimits limits;
    private final Findings findings;
    private final Resolver resolver = new Resolver();
    private int values;

    NodeReader(String file, String text, YamlLimits limits, Findings findings) {
        this.file = file;
        this.lines = text.lines().toList();
        this.limits = limits;
        this.findings = findings;
    }

    /** The whole file as a value; empty where it has a finding that leaves nothing to look at. */
    Optional<Value> read(Node root) {
        return read(root, "", 0);
    }

    private Optional<Value> read(Node node, String path, int depth) {
        if (values > limits.values()) {
            return Optional.empty();
        }
        if (++values > limits.values()) {
            findings.error(
                    place(node), "this file has more than " + limits.values() + " values, those of aliases counted");
            return Optional.empty();
        }
        // SnakeYAML's own limit counts brackets and indents; an alias of an outer value goes on for ever.
        if (depth > limits.depth()) {
            findings.error(place(node), "values nest deeper than " + limits.depth());
            return Optional.empty();
        }
        if (!node.getTag().startsWith(Tag.PREFIX) || node.getTag().equals(Tag.BINARY)) {
            findings.error(place(node), "the tag '" + node.getTag().getValue() + "' is not supported");
            return Optional.empty();
        }
        if (node instanceof MappingNode mapping) {
            return Optional.of(mapping(mapping, path, depth));
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                read(item, path + "[" + items.size() + "]", depth + 1).ifPresent(items::add);
            }
            return Optional.of(new Sequence(place(node), path, items));
        }
        return Optional.of(scalar((ScalarNode) node, path));
    }

    private Mapping mapping(MappingNode node, String path, int depth) {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                findings.error(place(tuple.getKeyNode()), "a key must be a single value, but is a mapping or a list");
                continue;
            }
            String key = keyNode.getValue();
            if (keyNode.getTag().equals(Tag.MERGE)) {
                findings.error(place(keyNode), "merge keys '<<' are not supported");
                continue;
            }
            Mapping.Entry earlier = entries.get(key);
            if (earlier != null) {
                findings.error(
                        place(keyNode),
                        "the key '" + key + "' is there twice; first in line "
                                + earlier.keyPlace().line());
                continue;
            }
            Optional<Value> value = read(tuple.getValueNode(), path.isEmpty() ? key : path + "." + key, depth + 1);
            value.ifPresent(found -> entries.put(key, new Mapping.Entry(place(keyNode), found)));
        }
        return new Mapping(place(node), path, entries);
    }

    private Scalar scalar(ScalarNode node, String path) {
        boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
        Scalar.Type type = plain && !saysText(node) ? Scalar.typeOfPlain(node.getValue()) : Scalar.Type.TEXT;
        return new Scalar(place(node), path, node.getValue(), type, new ScalarColumns(place(node), lines, node));
    }

    /** Whether a plain scalar has the tag {@code !!str}: left to itself, SnakeYAML takes it for something else. */
    private boolean saysText(ScalarNode node) {
        return node.getTag().equals(Tag.STR)
                && !resolver.resolve(NodeId.scalar, node.getValue(), true).equals(Tag.STR);
    }

    private Place place(Node node) {
        return new Place(
                file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }
}
