package dev.weir.app;

import dev.weir.app.Configuration.Checkpoints;
import dev.weir.app.Configuration.Coalesce;
import dev.weir.app.Configuration.Http;
import dev.weir.app.Configuration.Rules;
import dev.weir.app.Configuration.Snapshots;
import dev.weir.app.Configuration.Source;
import dev.weir.app.Configuration.States;
import dev.weir.app.Configuration.WebPubSub;
import dev.weir.coalesce.LaneSettings;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Value;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the configuration: a YAML file, overridden by the environment. All that is wrong is found at once, before
 * anything starts; no finding shows a secret. Stateless, safe on any thread.
 */
public final class ConfigurationReader {
    /** Where the SDK, a parser or a misplaced value might still carry a key into a message. */
    private static final Pattern KEYS =
            Pattern.compile("(?i)(AccessKey|SharedAccessKey|SharedAccessSignature)(\\s*[=:]\\s*)[^;'\"\\s]+");

    private static final Pattern PATH = Pattern.compile("[^\\x00]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private final ConfigurationEnvironment environment;
    private final Findings findings = new Findings();

    private ConfigurationReader(ConfigurationEnvironment environment) {
        this.environment = environment;
    }

    /**
     * What reading gave.
     *
     * @param configuration there unless a finding is an error
     * @param findings by file and place; warnings too
     */
    public record Result(Optional<Configuration> configuration, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** Reads a file of UTF-8 text; a file that can't be read is a finding. */
    public static Result read(Path file, Map<String, String> environment) {
        ConfigurationReader reader = new ConfigurationReader(new ConfigurationEnvironment(environment));
        return reader.result(YamlFile.read(file, file.toString(), YamlLimits.DEFAULT, reader.findings));
    }

    /** Reads text; {@code name} is what findings call it. */
    public static Result read(String name, String text, Map<String, String> environment) {
        return read(name, text, new ConfigurationEnvironment(environment));
    }

    static Result read(String name, String text, ConfigurationEnvironment environment) {
        ConfigurationReader reader = new ConfigurationReader(environment);
        return reader.result(YamlFile.parse(name, text, YamlLimits.DEFAULT, reader.findings));
    }

    private Result result(Optional<Value> root) {
        Optional<Configuration> configuration = root.flatMap(this::configuration);
        List<Finding> shown = findings.sorted().stream()
                .map(finding -> new Finding(
                        finding.file(),
                        finding.line(),
                        finding.column(),
                        finding.severity(),
                        KEYS.matcher(finding.message()).replaceAll("$1$2***")))
                .toList();
        return new Result(findings.hasErrors() ? Optional.empty() : configuration, shown);
    }

    private Optional<Configuration> configuration(Value root) {
        ConfigurationSection file =
                new ConfigurationSection(root, "the configuration", environment, findings, List.of("weir"));
        if (!file.has("weir")) {
            if (root instanceof Mapping) {
                findings.error(root.place(), "the field 'weir' is missing; all settings stand below it");
            }
            return Optional.empty();
        }
        ConfigurationSection weir = file.section(
                "weir",
                "'weir'",
                List.of(
                        "sources",
                        "web-pubsub",
                        "coalesce",
                        "checkpoints",
                        "state",
                        "snapshots",
                        "decoders",
                        "rules",
                        "http",
                        "drain-timeout"));
        List<Source> sources = new ConfigurationSources(environment, findings).read(weir);
        Optional<WebPubSub> webPubSub = ConfigurationWebPubSub.read(weir);
        Coalesce coalesce = coalesce(weir);
        Optional<Rules> rules = rules(weir);
        Http http = http(weir);
        Checkpoints checkpoints = new ConfigurationCheckpoints(weir).read();
        States states = new ConfigurationStates(weir).read();
        Snapshots snapshots = ConfigurationSnapshots.read(weir);
        Optional<Path> decoders = decoders(weir);
        Duration drainTimeout =
                weir.duration("drain-timeout", Duration.ZERO, Duration.ofMinutes(10), Duration.ofSeconds(10));
        environment.warnOfUnused(findings);
        return webPubSub.isEmpty() || rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new Configuration(
                        sources,
                        webPubSub.get(),
                        coalesce,
                        rules.get(),
                        http,
                        checkpoints,
                        states,
                        snapshots,
                        decoders,
                        drainTimeout));
    }

    private static Coalesce coalesce(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("coalesce", "'coalesce'", List.of("entities", "bytes", "late"));
        return new Coalesce(
                section.integer("entities", 1, 100_000_000, 100_000),
                section.bytes("bytes", 1 << 20, 1L << 40, 128L << 20),
                section.duration("late", Duration.ofSeconds(1), Duration.ofDays(7), LaneSettings.LATE));
    }

    private static Optional<Rules> rules(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("rules", "'rules'", List.of("path", "reload"));
        section.require("path", "routing-rules");
        String wanted = "the path of a folder or a file";
        Duration reload = section.duration("reload", Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(2));
        return section.text("path", PATH, wanted).map(text -> new Rules(Path.of(text), reload));
    }

    private static Optional<Path> decoders(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("decoders", "'decoders'", List.of("path"));
        return section.text("path", PATH, "the path of a folder").map(Path::of);
    }

    private static Http http(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("http", "'http'", List.of("host", "port"));
        return new Http(
                section.text("host", HOST, "a host name or an address").orElse("0.0.0.0"),
                section.integer("port", 0, 65_535, 8080));
    }
}
