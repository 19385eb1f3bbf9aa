package dev.weir.app;

import dev.weir.local.emulators.EmulatorConfig;
import dev.weir.local.emulators.InvalidConfigException;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options that say which entities the local services begin with; without any of them they have a few of each. */
final class EntityOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Config.json of Microsoft's Service Bus or Event Hubs emulator; once or more.")
    List<Path> files = List.of();

    @Option(names = "--queue", paramLabel = "NAME", description = "A queue to have; once or more.")
    List<String> queues = List.of();

    @Option(
            names = "--topic",
            paramLabel = "NAME[:SUBSCRIPTION,...]",
            description = "A topic to have, with subscriptions that take everything; once or more.")
    List<String> topics = List.of();

    @Option(
            names = "--hub",
            paramLabel = "NAME[:PARTITIONS]",
            description = "An event hub to have, of 4 partitions unless it says so; once or more.")
    List<String> hubs = List.of();

    /**
     * What the options say, all together.
     *
     * @param findings gets what is wrong with them
     */
    EmulatorConfig read(List<String> findings) {
        if (files.isEmpty() && queues.isEmpty() && topics.isEmpty() && hubs.isEmpty()) {
            return EmulatorConfig.builtIn();
        }
        EmulatorConfig named = new EmulatorConfig(
                each(queues, "--queue", QueueSettings::of, findings),
                each(topics, "--topic", TopicSettings::parse, findings),
                each(hubs, "--hub", HubSettings::parse, findings));
        EmulatorConfig all;
        try {
            all = EmulatorConfig.read(files).plus(named);
        } catch (InvalidConfigException e) {
            e.findings().forEach(finding -> findings.add("--config: " + finding));
            return named;
        }
        if (findings.isEmpty()) {
            findings.addAll(all.conflicts());
        }
        return all;
    }

    private static <T> List<T> each(
            List<String> texts, String option, Function<String, T> read, List<String> findings) {
        List<T> all = new ArrayList<>();
        for (String text : texts) {
            try {
                all.add(read.apply(text));
            } catch (IllegalArgumentException e) {
                findings.add(option + ": " + e.getMessage());
            }
        }
        return all;
    }
}
