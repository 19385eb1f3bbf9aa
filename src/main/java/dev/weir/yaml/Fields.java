package dev.weir.yaml;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fields of a mapping whose keys are known. A field that is there and isn't what it should be is a finding, and reads
 * as absent. Of one thread.
 *
 * <p>A text that {@link Texts#override} gives for a field's path comes before the file's, and also where the file has none.
 */
public final class Fields {
    private final ValueReader reader;
    private final Mapping mapping;
    private final String what;

    Fields(ValueReader reader, Mapping mapping, String what, Collection<String> known) {
        this.reader = reader;
        this.mapping = mapping;
        this.what = what;
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                reader.findings()
                        .error(
                                entry.keyPlace(),
                                "unknown field '" + key + "' in " + what + Suggestion.text(key, known));
            }
        });
    }

    /** The mapping's place. */
    public Place place() {
        return mapping.place();
    }

    /** The place of a field's key; the mapping's where it has no such field. */
    public Place place(String key) {
        Mapping.Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.place() : entry.keyPlace();
    }

    /** The keys that lead to a field. */
    public String path(String key) {
        return mapping.path().isEmpty() ? key : mapping.path() + "." + key;
    }

    /** A field in a message: {@code 'every' in rule 'orders'}. */
    public String what(String key) {
        return "'" + key + "' in " + what;
    }

    /** Reports a field that has to be there. Returns whether it is. */
    public boolean require(String key) {
        boolean there = value(key).isPresent();
        if (!there) {
            reader.findings().error(mapping.place(), "the field '" + key + "' is missing in " + what);
        }
        return there;
    }

    /** The field as it is, overridden but not yet replaced. */
    public Optional<Value> value(String key) {
        Mapping.Entry entry = mapping.entries().get(key);
        Optional<String> override = reader.texts().override(path(key));
        if (override.isPresent()) {
            return Optional.of(new Scalar(place(key), path(key), "", Scalar.Type.TEXT, (line, column) -> place(key))
                    .replacedBy(override.get(), "what the environment gives for '" + path(key) + "'"));
        }
        return Optional.ofNullable(entry).map(Mapping.Entry::value);
    }

    public Optional<String> text(String key) {
        return value(key).flatMap(value -> reader.text(value, what(key)));
    }

    public Optional<Scalar> textScalar(String key) {
        return value(key).flatMap(value -> reader.textScalar(value, what(key)));
    }

    /** A list of texts, or one text; empty where the field is absent. */
    public List<String> texts(String key) {
        return value(key).map(value -> reader.textList(value, what(key))).orElse(List.of());
    }

    public OptionalInt integer(String key, int min, int max) {
        Optional<Value> value = value(key);
        return value.isPresent() ? reader.integer(value.get(), what(key), min, max) : OptionalInt.empty();
    }

    public Optional<Boolean> bool(String key) {
        return value(key).flatMap(value -> reader.bool(value, what(key)));
    }

    public Optional<Duration> duration(String key, Duration min, Duration max) {
        return value(key).flatMap(value -> reader.duration(value, what(key), min, max));
    }

    public <T> Optional<T> word(String key, Map<String, T> words) {
        return value(key).flatMap(value -> reader.word(value, what(key), words));
    }

    public Optional<List<Value>> list(String key) {
        return value(key).flatMap(value -> reader.list(value, what(key)));
    }

    /** A list's values, or the one value; empty where the field is absent. */
    public List<Value> oneOrList(String key) {
        return value(key).map(reader::oneOrList).orElse(List.of());
    }

    /** A mapping of any keys, in the file's order; empty where the field is absent. */
    public Optional<Mapping> mapping(String key) {
        return value(key).flatMap(value -> reader.mapping(value, what(key)));
    }

    /** The fields of a mapping within this one; none of them is there where the field is absent. */
    public Fields fields(String key, String description, Collection<String> known) {
        Mapping.Entry entry = mapping.entries().get(key);
        Value value = entry == null ? new Mapping(mapping.place(), path(key), Map.of()) : entry.value();
        return reader.fields(value, description, known);
    }
}
