package dev.weir.app;

import dev.weir.cli.Surroundings;
import dev.weir.cli.SurroundingsReader;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Value;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration for commands that connect to nothing: connection strings are filled in, so that rules can be checked
 * where no secret is at hand.
 */
final class OfflineConfiguration {
    private OfflineConfiguration() {}

    static SurroundingsReader.Result read(Path file) {
        ConfigurationReader.Result result = ConfigurationReader.read(file, environment(file));
        List<Finding> errors = result.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .toList();
        return new SurroundingsReader.Result(result.configuration().map(OfflineConfiguration::surroundings), errors);
    }

    private static Surroundings surroundings(Configuration configuration) {
        return new Surroundings(
                configuration.webPubSub().hub(),
                Optional.of(configuration.sources().stream()
                        .map(source -> new Surroundings.Source(source.name(), isOrdered(source.entity())))
                        .toList()),
                configuration.webPubSub().hubs().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, hub -> hub.getValue().requestsPerSecond())),
                configuration.rules().path().toString());
    }

    /** Whether one entity's events come in order, whichever replica takes them: in a partition, in a session. */
    static boolean isOrdered(Configuration.Entity entity) {
        return !(entity instanceof Configuration.ServiceBus bus
                && bus.sessions().isEmpty());
    }

    private static Map<String, String> environment(Path file) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Optional<Mapping> weir = YamlFile.read(file, file.toString(), YamlLimits.DEFAULT, new Findings())
                .flatMap(root -> child(root, "weir"));
        Optional<Mapping> webPubSub = weir.flatMap(found -> child(found, "web-pubsub"));
        webPubSub.ifPresent(found -> fillHub(environment, found, "offline"));
        webPubSub.flatMap(found -> child(found, "resources")).ifPresent(resources -> {
            int number = 0;
            for (var entry : resources.entries().values()) {
                if (entry.value() instanceof Mapping resource) {
                    fillHub(environment, resource, "offline-" + ++number);
                }
            }
        });
        weir.flatMap(found -> child(found, "sources"))
                .ifPresent(sources -> sources.entries().forEach((name, entry) -> {
                    if (entry.value() instanceof Mapping source && hasConnectionString(source)) {
                        fill(
                                environment,
                                source,
                                "Endpoint=sb://" + name
                                        + ".invalid/;SharedAccessKeyName=offline;SharedAccessKey=offline");
                    }
                }));
        return environment;
    }

    /** With a host of its own for each resource, so that hubs of the same name are told apart. */
    private static void fillHub(Map<String, String> environment, Mapping resource, String host) {
        String connectionString = "Endpoint=https://" + host + ".invalid;AccessKey=" + "0".repeat(44);
        for (String key : List.of("connection-string", "secondary-connection-string")) {
            if (resource.entries().containsKey(key)) {
                environment.put(ConfigurationEnvironment.variableName(resource.path() + "." + key), connectionString);
            }
        }
    }

    private static void fill(Map<String, String> environment, Mapping section, String connectionString) {
        environment.put(ConfigurationEnvironment.variableName(section.path() + ".connection-string"), connectionString);
    }

    private static boolean hasConnectionString(Mapping section) {
        return section.entries().containsKey("connection-string");
    }

    private static Optional<Mapping> child(Value parent, String key) {
        Mapping.Entry entry =
                parent instanceof Mapping mapping ? mapping.entries().get(key) : null;
        return entry != null && entry.value() instanceof Mapping child ? Optional.of(child) : Optional.empty();
    }
}
