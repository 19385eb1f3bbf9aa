package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.emulators.EmulatorConfig;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code local} makes of its options, and says when they make no sense. */
class LocalCommandTest {
    @TempDir
    Path folder;

    @Test
    void allThatIsWrongIsToldAtOnce() throws IOException {
        Path bus = file("bus.json", "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"a$\"}]}]}}");
        Path hubs = file("hubs.json", "{\"UserConfig\": {\"NamespaceConfig\": [{\"Type\": \"Hub\"}]}}");
        StringWriter errors = new StringWriter();

        int exit = new CommandLine(new LocalCommand())
                .setErr(new PrintWriter(errors))
                .execute(
                        "--config=" + bus,
                        "--config=" + hubs,
                        "--config=" + folder.resolve("absent.json"),
                        "--queue=/x",
                        "--topic=t:a,a",
                        "--hub=h:many",
                        "--upstream=chat=nowhere");

        assertThat(exit).isEqualTo(2);
        assertThat(errors.toString().lines().map(line -> line.replace(folder.toString(), "FOLDER")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("--queue: queue name must be a path")
                                .endsWith("'/x'"),
                        line -> assertThat(line).startsWith("--topic: topic 't' has two subscriptions of one name"),
                        line -> assertThat(line).startsWith("--hub: 'h:many' must be NAME or NAME:PARTITIONS"),
                        line -> assertThat(line)
                                .startsWith("--config: FOLDER/bus.json#/UserConfig/Namespaces/0/Queues/0: queue name")
                                .endsWith("'a$'"),
                        line -> assertThat(line)
                                .startsWith("--config: FOLDER/hubs.json#")
                                .contains("'EventHub'"),
                        line -> assertThat(line).startsWith("--config: FOLDER/absent.json: cannot be read"),
                        line -> assertThat(line).startsWith("--upstream: ").contains("nowhere"));
    }

    @Test
    void filesAndOptionsThatDoNotGoTogetherAreToldAllOfThem() throws IOException {
        Path bus = file("bus.json", """
                {"UserConfig": {"Namespaces": [{"Name": "sbemulatorns",
                  "Queues": [{"Name": "orders", "Properties": {"ForwardTo": "gone"}}],
                  "Topics": [{"Name": "news", "Subscriptions": [
                    {"Name": "all", "Properties": {"ForwardDeadLetteredMessagesTo": "telemetry"}}]}]}]}}
                """);
        List<String> findings = new ArrayList<>();

        options("--config=" + bus, "--queue=ORDERS", "--hub=News", "--hub=telemetry")
                .read(findings);

        assertThat(findings)
                .containsExactly(
                        "queue 'orders' is to forward to 'gone', which is no other queue or topic",
                        "subscription 'all' of topic 'news' is to forward to 'telemetry', which is no other queue or"
                                + " topic",
                        "queue 'orders' and queue 'ORDERS' have one name: each must have a name of its own",
                        "topic 'news' and event hub 'News' have one name: each must have a name of its own");
    }

    @Test
    void filesAndOptionsAddUpAndReplaceTheDefault() throws IOException {
        Path bus = file("bus.json", "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"a\"}]}]}}");
        List<String> findings = new ArrayList<>();

        EmulatorConfig config = options("--config=" + bus, "--queue=b", "--topic=t:s1,s2", "--hub=h:3", "--hub=i")
                .read(findings);

        assertThat(findings).isEmpty();
        assertThat(config.queues()).extracting(QueueSettings::name).containsExactly("a", "b");
        assertThat(config.topics()).containsExactly(TopicSettings.parse("t:s1,s2"));
        assertThat(config.topics().get(0).subscriptions()).hasSize(2);
        assertThat(config.hubs()).extracting(HubSettings::partitionCount).containsExactly(3, 4);
        assertThat(options().read(findings)).isEqualTo(EmulatorConfig.builtIn());
    }

    private static EntityOptions options(String... arguments) {
        LocalCommand command = new LocalCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.entities;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
