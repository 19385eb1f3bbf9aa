package dev.weir.app;

import dev.weir.app.ConfigurationEnvironment.Variable;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * The settings of one mapping: each the environment's where it has one, else the file's, else the default. What is wrong
 * with a setting is a finding, at its place in the file or at its variable, and the default is given. Of one thread.
 */
final class ConfigurationSection {
    private static final Pattern REDIS_URL = Pattern.compile("rediss?://\\S+");

    private final Mapping mapping;
    private final String what;
    private final ConfigurationEnvironment environment;
    private final Findings findings;
    private boolean sound = true;

    /** @param what the section in a message: {@code source 'ci'} */
    ConfigurationSection(
            Value value, String what, ConfigurationEnvironment environment, Findings findings, List<String> known) {
        ValueReader reader = new ValueReader(findings, Texts.AS_WRITTEN);
        this.mapping = reader.mapping(value, what).orElseGet(() -> empty(value.place(), value.path()));
        this.what = what;
        this.environment = environment;
        this.findings = findings;
        reader.fields(mapping, what, known);
    }

    /** A section within this one; of defaults where it is absent. */
    ConfigurationSection section(String key, String description, List<String> known) {
        return new ConfigurationSection(value(key), description, environment, findings, known);
    }

    /** Whether the file has it. */
    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** The names that the file has in a mapping, in its order; none where it is no mapping. */
    List<String> names(String key) {
        return value(key) instanceof Mapping named ? List.copyOf(named.entries().keySet()) : List.of();
    }

    /** What the file has there, or an empty mapping. */
    Value value(String key) {
        Mapping.Entry entry = mapping.entries().get(key);
        return entry == null ? empty(mapping.place(), path(key)) : entry.value();
    }

    /** The place of a setting: its variable, its value, or the section where it is absent. */
    Place place(String key) {
        return environment
                .override(path(key))
                .map(Variable::place)
                .orElseGet(() -> value(key).place());
    }

    /** Whether all that was read until now was right, so that settings can be compared. */
    boolean isSound() {
        return sound;
    }

    void error(Place place, String message) {
        sound = false;
        findings.error(place, message);
    }

    void warning(Place place, String message) {
        findings.warning(place, message);
    }

    int integer(String key, int min, int max, int orElse) {
        return read(key, (reader, value) -> boxed(reader.integer(value, what(key), min, max)))
                .orElse(orElse);
    }

    Duration duration(String key, Duration min, Duration max, Duration orElse) {
        return read(key, (reader, value) -> reader.duration(value, what(key), min, max))
                .orElse(orElse);
    }

    long bytes(String key, long min, long max, long orElse) {
        String wanted = "a size such as 64KiB or 1MB, from " + ConfigurationByteSize.text(min) + " to "
                + ConfigurationByteSize.text(max);
        return read(
                        key,
                        (reader, value) -> reader.scalar(value, what(key), wanted)
                                .flatMap(scalar -> {
                                    OptionalLong bytes = ConfigurationByteSize.parse(scalar.text());
                                    return bytes.isPresent() && bytes.getAsLong() >= min && bytes.getAsLong() <= max
                                            ? Optional.of(bytes.getAsLong())
                                            : reader.<Long>wrong(scalar, what(key), wanted);
                                }))
                .orElse(orElse);
    }

    /** Text of a form; a number is taken as it is written. Empty where it is absent or wrong. */
    Optional<String> text(String key, Pattern form, String wanted) {
        return read(
                key,
                (reader, value) -> reader.scalar(value, what(key), wanted)
                        .flatMap(scalar -> scalar.type() == Scalar.Type.NULL
                                        || !form.matcher(scalar.text()).matches()
                                ? reader.<String>wrong(scalar, what(key), wanted)
                                : Optional.of(scalar.text())));
    }

    List<String> texts(String key, List<String> orElse) {
        return read(key, (reader, value) -> Optional.of(reader.textList(value, what(key))))
                .filter(texts -> !texts.isEmpty())
                .orElse(orElse);
    }

    <T> Optional<T> word(String key, Map<String, T> words) {
        return read(key, (reader, value) -> reader.word(value, what(key), words));
    }

    /** The URL of a Redis, which must be there: a secret, since it may hold a password. */
    Secret redisUrl() {
        require("url", "redis://HOST:6379");
        Optional<Secret> url = secret("url");
        if (url.isPresent() && !REDIS_URL.matcher(url.get().value()).matches()) {
            error(
                    place("url"),
                    what("url")
                            + " must be of the form redis://[:PASSWORD@]HOST[:PORT][/DATABASE], or rediss for"
                            + " TLS");
        }
        return url.orElse(new Secret("redis://localhost"));
    }

    /** A text that no finding shows, whatever is wrong with it. */
    Optional<Secret> secret(String key) {
        return read(
                key,
                (reader, value) -> reader.scalar(value, what(key), "text")
                        .filter(scalar -> {
                            boolean there = !scalar.text().isEmpty() && scalar.type() != Scalar.Type.NULL;
                            if (!there) {
                                reader.findings().error(scalar.place(), what(key) + " must be text, but is empty");
                            }
                            return there;
                        })
                        .map(scalar -> new Secret(scalar.text())));
    }

    /** Reports a setting that has to be there; {@code example} is what to write. */
    void require(String key, String example) {
        if (!has(key) && environment.override(path(key)).isEmpty()) {
            error(
                    mapping.place(),
                    "the field '" + key + "' is missing in " + what + "; write " + key + ": " + example + ", or set "
                            + ConfigurationEnvironment.variableName(path(key)));
        }
    }

    String what(String key) {
        return "'" + key + "' in " + what;
    }

    private String path(String key) {
        return mapping.path().isEmpty() ? key : mapping.path() + "." + key;
    }

    private <T> Optional<T> read(String key, BiFunction<ValueReader, Value, Optional<T>> reading) {
        Optional<Variable> variable = environment.override(path(key));
        Findings local = new Findings();
        Optional<T> result = variable.isPresent()
                ? readVariable(key, variable.get(), local, reading)
                : readFile(key, local, reading);
        local.sorted()
                .forEach(finding -> error(
                        variable.map(Variable::place)
                                .orElseGet(() -> new Place(finding.file(), finding.line(), finding.column())),
                        finding.message()));
        return result;
    }

    /** The environment's value is of no file: its findings name the variable, and don't show what may be a secret. */
    private <T> Optional<T> readVariable(
            String key, Variable variable, Findings local, BiFunction<ValueReader, Value, Optional<T>> reading) {
        ValueReader reader = new ValueReader(local, new Texts() {
            @Override
            public Optional<String> override(String path) {
                return Optional.of(variable.value());
            }
        });
        return reader.fields(empty(mapping.place(), mapping.path()), what, List.of())
                .value(key)
                .flatMap(value -> reading.apply(reader, value));
    }

    private <T> Optional<T> readFile(String key, Findings local, BiFunction<ValueReader, Value, Optional<T>> reading) {
        Mapping.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        Findings ofPlaceholders = new Findings();
        ConfigurationPlaceholders placeholders = new ConfigurationPlaceholders(environment, ofPlaceholders);
        Findings ofValue = new Findings();
        Optional<T> result = reading.apply(new ValueReader(ofValue, placeholders), entry.value());
        (placeholders.failed() ? ofPlaceholders : ofValue)
                .sorted()
                .forEach(finding ->
                        local.error(new Place(finding.file(), finding.line(), finding.column()), finding.message()));
        return placeholders.failed() ? Optional.empty() : result;
    }

    private static Optional<Integer> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    private static Mapping empty(Place place, String path) {
        return new Mapping(place, path, Map.of());
    }
}
