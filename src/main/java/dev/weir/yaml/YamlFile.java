package dev.weir.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML text, or a file of it, as one {@link Value}. What is wrong with it becomes a finding, never an exception. */
public final class YamlFile {
    private YamlFile() {}

    /** Reads a file of UTF-8 text; empty where there is a finding instead. */
    public static Optional<Value> read(Path file, String name, YamlLimits limits, Findings findings) {
        return readText(file, name, limits, findings).flatMap(text -> parse(name, text, limits, findings));
    }

    /** Reads a file's text without parsing it; empty where there is a finding instead. */
    public static Optional<String> readText(Path file, String name, YamlLimits limits, Findings findings) {
        Place place = Place.of(name);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limits.bytes() + 1);
            if (bytes.length > limits.bytes()) {
                findings.error(place, tooLarge(limits));
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (NoSuchFileException e) {
            findings.error(place, "there is no such file");
        } catch (AccessDeniedException e) {
            findings.error(place, "this file can't be read: permission denied");
        } catch (CharacterCodingException e) {
            findings.error(place, "this file is not UTF-8 text");
        } catch (IOException e) {
            findings.error(place, "this file can't be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Parses text; empty where there is a finding instead. */
    public static Optional<Value> parse(String name, String text, YamlLimits limits, Findings findings) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (content.length() > limits.bytes()) {
            findings.error(Place.of(name), tooLarge(limits));
            return Optional.empty();
        }
        try {
            // Not by Yaml, which makes all that constructs and writes objects too.
            LoaderOptions options = options(limits);
            Node root = new Composer(new ParserImpl(new StreamReader(content), options), new Resolver(), options)
                    .getSingleNode();
            if (root == null) {
                findings.error(Place.of(name), "this file is empty");
                return Optional.empty();
            }
            return new NodeReader(name, content, limits, findings).read(root);
        } catch (MarkedYAMLException e) {
            findings.error(place(name, e.getProblemMark()), problem(e));
        } catch (ReaderException e) {
            findings.error(
                    placeOf(name, content, e.getPosition()),
                    "a character that YAML does not allow: U+%04X".formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            findings.error(Place.of(name), "this is not YAML that can be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static LoaderOptions options(YamlLimits limits) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(limits.aliases());
        options.setNestingDepthLimit(limits.depth());
        options.setCodePointLimit(limits.bytes());
        return options;
    }

    private static String tooLarge(YamlLimits limits) {
        return "this file is larger than " + limits.bytes() + " bytes";
    }

    private static Place place(String name, @Nullable Mark mark) {
        return mark == null ? Place.of(name) : new Place(name, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place placeOf(String name, String text, int codePoints) {
        int end = text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        int lineStart = text.lastIndexOf('\n', Math.max(0, end - 1)) + 1;
        int line = (int)
                text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return new Place(name, line + 1, text.codePointCount(Math.min(lineStart, end), end) + 1);
    }

    private static String problem(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext();
        if (context.contains("expected a single document")) {
            return "a file must hold one YAML document, but a second one starts here";
        }
        if (problem.contains("'\\t(TAB)'")) {
            return "a tab can't indent YAML; use spaces";
        }
        return "this is not YAML: " + (context.isEmpty() ? "" : context + ", ") + problem;
    }
}
