package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rules.RulesLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configurations and rules under {@code deploy/} are such as {@code run} takes. */
class DeployedConfigurationTest {
    @ParameterizedTest
    @CsvSource({
        "deploy/compose/queues.yaml, routing-rules, WEB_PUBSUB_CONNECTION_STRING",
        "deploy/compose/queues-and-hub.yaml, routing-rules, WEB_PUBSUB_CONNECTION_STRING",
        "deploy/kubernetes/base/weir.yaml, deploy/kubernetes/base/rules, WEIR_WEB_PUBSUB_CONNECTION_STRING",
        "deploy/kubernetes/base/weir.yaml, deploy/kubernetes/base/rules, WEIR_WEB_PUBSUB_ENDPOINT"
    })
    void runTakesIt(Path file, Path rules, String webPubSub) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVICE_BUS_CONNECTION_STRING", ConfigurationReaderTest.SERVICE_BUS);
        environment.put(
                webPubSub,
                webPubSub.endsWith("ENDPOINT")
                        ? "https://acme.webpubsub.azure.com"
                        : ConfigurationReaderTest.WEB_PUBSUB);
        environment.put("EVENT_HUBS_CONNECTION_STRING", ConfigurationReaderTest.SERVICE_BUS);
        environment.put("SERVICE_BUS_NAMESPACE", "acme.servicebus.windows.net");
        environment.put("EVENT_HUBS_NAMESPACE", "acme.servicebus.windows.net");
        environment.put("CHECKPOINTS_URL", "https://acme.blob.core.windows.net/checkpoints");

        ConfigurationReader.Result read =
                ConfigurationReader.read(file.toString(), Files.readString(file), environment);

        assertThat(read.findings()).isEmpty();
        assertThat(RulesLoader.load(
                                rules,
                                read.configuration()
                                        .orElseThrow()
                                        .surroundings()
                                        .rules())
                        .rules())
                .isPresent();
    }
}
