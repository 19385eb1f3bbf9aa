package dev.weir.app;

import dev.weir.cli.SurroundingsReader;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration for commands that connect to nothing: where things are, and the secrets for them, are made up, so that
 * rules can be checked where only a deployment knows them. Of one reading and one thread.
 */
final class OfflineConfiguration {
    private static final String ROOT = "weir";
    private static final String WEB_PUBSUB = "weir.web-pubsub";
    private static final String RESOURCES = "resources";
    private static final String CONNECTION_STRING = "connection-string";
    private static final String REFERENCE = "${";

    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private int hosts;

    private OfflineConfiguration() {}

    static SurroundingsReader.Result read(Path file) {
        ConfigurationReader.Result result =
                ConfigurationReader.read(file, new OfflineConfiguration().environment(file));
        List<Finding> errors = result.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .toList();
        return new SurroundingsReader.Result(result.configuration().map(Configuration::surroundings), errors);
    }

    private Map<String, String> environment(Path file) {
        YamlFile.read(file, file.toString(), YamlLimits.DEFAULT, new Findings())
                .map(root -> root instanceof Mapping mapping ? mapping.entries().get(ROOT) : null)
                .ifPresent(entry -> {
                    if (entry.value() instanceof Mapping weir) {
                        fill(weir);
                    }
                });
        return environment;
    }

    /** Each section gets a host of its own, so that hubs of the same name are told apart. */
    private void fill(Mapping section) {
        String host = "offline-" + ++hosts + ".invalid";
        section.entries().forEach((key, entry) -> {
            if (entry.value() instanceof Mapping inner) {
                fill(inner);
            } else if (entry.value() instanceof Scalar scalar && scalar.text().contains(REFERENCE)) {
                String madeUp = madeUp(section, key, host);
                if (!madeUp.isEmpty()) {
                    environment.put(variable(section, key), madeUp);
                }
            }
        });
        if (reachesWebPubSub(section) && !isGiven(section, ConfigurationHubAccess.KEYS)) {
            environment.put(variable(section, CONNECTION_STRING), madeUp(section, CONNECTION_STRING, host));
        }
    }

    private static boolean reachesWebPubSub(Mapping section) {
        String resources = WEB_PUBSUB + "." + RESOURCES + ".";
        return section.path().equals(WEB_PUBSUB)
                ? !section.entries().containsKey(RESOURCES)
                : section.path().startsWith(resources) && section.path().indexOf('.', resources.length()) < 0;
    }

    /** By the file, or by the environment alone. */
    private boolean isGiven(Mapping section, List<String> keys) {
        return !Collections.disjoint(section.entries().keySet(), keys)
                || keys.stream().anyMatch(key -> environment.containsKey(variable(section, key)));
    }

    private static String variable(Mapping section, String key) {
        return ConfigurationEnvironment.variableName(section.path() + "." + key);
    }

    private static boolean isOfBlobs(Mapping section) {
        Mapping.Entry type = section.entries().get("type");
        return type != null
                && type.value() instanceof Scalar scalar
                && scalar.text().equals("blob");
    }

    /** What stands for a setting that only matters once something is connected to; empty for any other. */
    private static String madeUp(Mapping section, String key, String host) {
        return switch (key) {
            case CONNECTION_STRING, "secondary-connection-string" ->
                section.path().startsWith(WEB_PUBSUB)
                        ? "Endpoint=https://" + host + ";AccessKey=" + "0".repeat(44)
                        : "Endpoint=sb://" + host + "/;SharedAccessKeyName=offline;SharedAccessKey=offline";
            case "endpoint" -> "https://" + host;
            case "namespace" -> host;
            case "url" -> isOfBlobs(section) ? "https://" + host + "/checkpoints" : "redis://" + host;
            case "address" -> host + ":8080";
            case "user", "password" -> "offline";
            case "api-key" -> "0".repeat(64);
            default -> "";
        };
    }
}
