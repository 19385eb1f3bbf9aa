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
        "deploy/compose/queues.yaml, routing-rules",
        "deploy/compose/queues-and-hub.yaml, routing-rules",
        "deploy/kubernetes/base/weir.yaml, deploy/kubernetes/base/rules"
    })
    void runTakesIt(Path file, Path rules) throws Exception {
        Map<String, String> environment = new HashMap<>(ConfigurationReaderTest.ENVIRONMENT);
        environment.put("EVENT_HUBS_CONNECTION_STRING", ConfigurationReaderTest.SERVICE_BUS);
        environment.put("SERVICE_BUS_NAMESPACE", "acme.servicebus.windows.net");
        environment.put("EVENT_HUBS_NAMESPACE", "acme.servicebus.windows.net");
        environment.put("CHECKPOINTS_URL", "https://acme.blob.core.windows.net/checkpoints");

        ConfigurationReader.Result read =
                ConfigurationReader.read(file.toString(), Files.readString(file), environment);

        assertThat(read.findings()).isEmpty();
        assertThat(RulesLoader.load(
                                rules,
                                RunCommand.rulesSettings(read.configuration().orElseThrow()))
                        .rules())
                .isPresent();
    }
}
