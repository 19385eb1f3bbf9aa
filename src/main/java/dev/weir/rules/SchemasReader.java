package dev.weir.rules;

import dev.weir.schema.EventSchema;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Suggestion;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a rules file's {@code schemas}, and the files that it names. Of one loading and one thread. */
final class SchemasReader {
    static final List<String> KEYS = List.of("file", "invalid");
    static final Pattern TYPE = Pattern.compile("[^*]+\\*?|\\*");
    private static final Map<String, FileSchemas.Invalid> INVALID =
            Map.of("count", FileSchemas.Invalid.COUNT, "dead-letter", FileSchemas.Invalid.DEAD_LETTER);

    private final ValueReader reader;
    private final Findings findings;
    private final Map<String, String> texts;
    private final Map<String, Optional<EventSchema>> read = new HashMap<>();

    /** @param texts of schemas, by file */
    SchemasReader(ValueReader reader, Map<String, String> texts) {
        this.reader = reader;
        this.findings = reader.findings();
        this.texts = Map.copyOf(texts);
    }

    /**
     * The schemas that a file names.
     *
     * @param rules the file's name, beside which they are
     */
    FileSchemas read(Fields file, String rules) {
        Map<String, FileSchemas.Entry> entries = new LinkedHashMap<>();
        String folder = rules.substring(0, Math.max(rules.lastIndexOf('/'), rules.lastIndexOf('\\')) + 1);
        file.mapping("schemas")
                .ifPresent(mapping -> mapping.entries().forEach((type, entry) -> {
                    if (!TYPE.matcher(type).matches()) {
                        findings.error(
                                entry.keyPlace(),
                                "'schemas' must name a type of events, or how types begin with a '*' at the end, but names '"
                                        + Shown.of(type) + "'");
                    }
                    entry(type, entry, folder).ifPresent(found -> entries.put(type, found));
                }));
        return new FileSchemas(entries);
    }

    private Optional<FileSchemas.Entry> entry(String type, Mapping.Entry entry, String folder) {
        String what = "the schema of '" + Shown.of(type) + "'";
        Value value = entry.value();
        if (!(value instanceof Mapping)) {
            return reader.textScalar(value, what)
                    .flatMap(file -> schema(file, folder))
                    .map(schema -> new FileSchemas.Entry(type, schema, FileSchemas.Invalid.UNCHECKED));
        }
        Fields fields = reader.fields(value, what, KEYS);
        fields.require("file");
        FileSchemas.Invalid invalid = fields.word("invalid", INVALID).orElse(FileSchemas.Invalid.UNCHECKED);
        return fields.textScalar("file")
                .flatMap(file -> schema(file, folder))
                .map(schema -> new FileSchemas.Entry(type, schema, invalid));
    }

    private Optional<EventSchema> schema(Scalar file, String folder) {
        String name = folder + file.text();
        String text = texts.get(name);
        if (text == null) {
            List<String> beside = texts.keySet().stream()
                    .filter(known -> known.startsWith(folder))
                    .map(known -> known.substring(folder.length()))
                    .toList();
            findings.error(
                    file.place(),
                    "there is no schema '" + Shown.of(file.text()) + "' beside the file; its name must end with "
                            + RulesFile.SCHEMA + Suggestion.text(file.text(), beside));
            return Optional.empty();
        }
        return read.computeIfAbsent(name, key -> EventSchema.read(name, text, findings));
    }
}
