package dev.weir.app;

import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import dev.weir.yaml.Suggestion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment as a configuration sees it: a variable for each setting, named by SmallRye Config's rule, and those
 * that the file names itself. Of one reading and one thread.
 */
final class ConfigurationEnvironment {
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^A-Za-z0-9]");

    /** Others that start with WEIR_ are none of ours: Kubernetes sets WEIR_SERVICE_HOST for a service of that name. */
    private static final Pattern OURS = Pattern.compile(
            "WEIR_(SOURCES|WEB_PUBSUB|COALESCE|CHECKPOINTS|STATE|SNAPSHOTS|DECODERS|RULES|HTTP|DRAIN)_.*");

    private final Map<String, String> variables;
    private final Map<String, String> pathsByVariable = new TreeMap<>();
    private final Set<String> used = new HashSet<>();

    ConfigurationEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** A variable that is set, and isn't empty. */
    record Variable(String name, String value) {
        Place place() {
            return Place.of("environment variable " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code weir.sources.ci.queue}: {@code WEIR_SOURCES_CI_QUEUE}. */
    static String variableName(String path) {
        return NOT_ALPHANUMERIC.matcher(path).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** The variable that comes before the file's value of a setting. */
    Optional<Variable> override(String path) {
        String upper = variableName(path);
        pathsByVariable.put(upper, path);
        return variable(path)
                .or(() -> variable(NOT_ALPHANUMERIC.matcher(path).replaceAll("_")))
                .or(() -> variable(upper));
    }

    /** A variable that is set, and isn't empty. */
    Optional<Variable> variable(String name) {
        String value = variables.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        used.add(name);
        return Optional.of(new Variable(name, value));
    }

    /** Whether it is there, but empty. */
    boolean isEmpty(String name) {
        return variables.containsKey(name);
    }

    /** Every setting that was asked for, by the name of its variable. */
    Map<String, String> pathsByVariable() {
        return pathsByVariable;
    }

    /** Warns of variables that look like settings, but are none. */
    void warnOfUnused(Findings findings) {
        for (String name : variables.keySet()) {
            if (OURS.matcher(name).matches() && !used.contains(name) && !pathsByVariable.containsKey(name)) {
                findings.warning(
                        Place.of("environment variable " + name),
                        "there is no such setting" + Suggestion.text(name, pathsByVariable.keySet()));
            }
        }
    }
}
