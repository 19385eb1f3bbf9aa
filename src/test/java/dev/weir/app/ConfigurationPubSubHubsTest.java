package dev.weir.app;

import static dev.weir.app.ConfigurationReaderTest.WEB_PUBSUB;
import static dev.weir.app.ConfigurationReaderTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Configuration.Hub;
import dev.weir.app.Configuration.HubAccess;
import dev.weir.app.Configuration.WebPubSub;
import dev.weir.yaml.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several hubs of several resources. */
class ConfigurationPubSubHubsTest {
    static final String TWO = """
            weir:
              sources:
                ci: {type: service-bus-queue, queue: ci-events, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
              web-pubsub:
                hub: updates
                resources:
                  east: {connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"}
                  west: {endpoint: "https://west.webpubsub.azure.com"}
                hubs:
                  updates: {resource: east, requests-per-second: 500}
                  west-alerts: {resource: west, hub: alerts, units: 1, retry: {attempts: 2}, attempt-timeout: 2s}
              rules: {path: routing-rules}
            """;

    @Test
    void eachHubHasItsResourceAndSettingsOfItsOwn() {
        WebPubSub read = read(TWO, Map.of());

        assertThat(read.hub()).isEqualTo("updates");
        assertThat(read.hubs()).containsOnlyKeys("updates", "west-alerts");
        Hub updates = read.standard();
        assertThat(updates.hub()).as("the service calls it the same").isEqualTo("updates");
        assertThat(((HubAccess.ByConnectionString) updates.access()).primary()).isEqualTo(new Secret(WEB_PUBSUB));
        assertThat(updates.requestsPerSecond()).isEqualTo(500);
        assertThat(updates.retry().attempts()).isEqualTo(5);
        Hub alerts = read.hub("west-alerts");
        assertThat(alerts.hub()).isEqualTo("alerts");
        assertThat(alerts.access()).isEqualTo(new HubAccess.ByIdentity("https://west.webpubsub.azure.com"));
        assertThat(alerts.requestsPerSecond()).isEqualTo(150);
        assertThat(alerts.retry().attempts()).isEqualTo(2);
        assertThat(alerts.attemptTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theEnvironmentComesFirstForEachHub() {
        WebPubSub read = read(
                TWO,
                Map.of(
                        "WEIR_WEB_PUBSUB_HUB", "west-alerts",
                        "WEIR_WEB_PUBSUB_HUBS_WEST_ALERTS_UNITS", "2",
                        "WEIR_WEB_PUBSUB_RESOURCES_WEST_ENDPOINT", "https://other.webpubsub.azure.com"));

        assertThat(read.hub()).isEqualTo("west-alerts");
        assertThat(read.standard().requestsPerSecond()).isEqualTo(300);
        assertThat(read.standard().access()).isEqualTo(new HubAccess.ByIdentity("https://other.webpubsub.azure.com"));
    }

    @Test
    void theOnlyResourceNeedNotBeNamed() {
        WebPubSub read = read(
                TWO.replaceAll("( +west:.*\n)|resource: (east|west), ", "")
                        .replace("      west-alerts", "      alerts-2: {hub: alerts-}\n      west-alerts")
                        .replace("alerts-}", "alerts_2}"),
                Map.of());

        assertThat(read.hubs().values())
                .extracting(Hub::access)
                .hasSize(3)
                .containsOnly(read.standard().access());
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                row(
                        "two names for one hub",
                        TWO.replace("resource: west, hub: alerts", "resource: east, hub: Updates"),
                        "weir.yaml:8:13: warning: resource 'west' has no hub; leave it out",
                        "weir.yaml:11:20: hub 'west-alerts' is the same hub of the same service as hub 'updates';"
                                + " leave one out"),
                row(
                        "two resources that are one",
                        TWO.replace("https://west.", "https://ACME.").replace("hub: alerts", "hub: updates"),
                        "weir.yaml:11:20: hub 'west-alerts' is the same hub of the same service as hub 'updates';"
                                + " leave one out"),
                row(
                        "an unknown resource",
                        TWO.replace("resource: west", "resource: wets"),
                        "weir.yaml:8:13: warning: resource 'west' has no hub; leave it out",
                        "weir.yaml:11:31: unknown resource 'wets' in hub 'west-alerts'; did you mean 'west'?"),
                row(
                        "no resource of two",
                        TWO.replace("resource: east, ", ""),
                        "weir.yaml:7:13: warning: resource 'east' has no hub; leave it out",
                        "weir.yaml:10:16: the field 'resource' is missing in hub 'updates'; write resource: NAME, or set"
                                + " WEIR_WEB_PUBSUB_HUBS_UPDATES_RESOURCE"),
                row(
                        "a default that is none of them",
                        TWO.replace("hub: updates", "hub: update"),
                        "weir.yaml:5:10: unknown hub 'update' in 'web-pubsub'; did you mean 'updates'?"),
                row(
                        "no default",
                        TWO.replace("    hub: updates\n", ""),
                        "weir.yaml:5:5: the field 'hub' is missing in 'web-pubsub'; write hub: NAME, or set"
                                + " WEIR_WEB_PUBSUB_HUB"),
                row(
                        "what is for one hub",
                        TWO.replace("hub: updates", "hub: updates\n    units: 3"),
                        "weir.yaml:6:12: 'units' in 'web-pubsub' is for a single hub; beside 'hubs' it stands in each hub"),
                row(
                        "a key beside resources",
                        TWO.replace("hub: updates", "hub: updates\n    connection-string: x"),
                        "weir.yaml:6:24: 'connection-string' in 'web-pubsub' is for a single hub; beside 'hubs' it stands"
                                + " in each of 'resources'"),
                row(
                        "a name that the service does not take",
                        TWO.replace(", hub: alerts", ""),
                        "weir.yaml:11:20: the field 'hub' is missing in hub 'west-alerts'; write hub: NAME, or set"
                                + " WEIR_WEB_PUBSUB_HUBS_WEST_ALERTS_HUB"),
                row(
                        "a name with a blank",
                        TWO.replace("west-alerts:", "\"west alerts\":"),
                        "weir.yaml:11:22: a hub's name must be a letter, then up to 127 letters, digits, hyphens and"
                                + " underscores, but is 'west alerts'"),
                row(
                        "a misspelt key",
                        TWO.replace("units: 1", "unit: 1"),
                        "weir.yaml:11:50: unknown field 'unit' in hub 'west-alerts'; did you mean 'units'?"),
                row(
                        "resources alone",
                        TWO.replaceAll("    hubs:\n.*\n.*\n", ""),
                        "weir.yaml:5:5: there is no hub; write hubs: {NAME: {resource: NAME}} in 'web-pubsub'",
                        "weir.yaml:5:10: unknown hub 'updates' in 'web-pubsub'",
                        "weir.yaml:7:13: warning: resource 'east' has no hub; leave it out",
                        "weir.yaml:8:13: warning: resource 'west' has no hub; leave it out"),
                row(
                        "hubs alone",
                        TWO.replaceAll("    resources:\n.*\n.*\n", "").replaceAll("resource: (east|west), ", ""),
                        "weir.yaml:5:5: there is no resource; write resources: {NAME: {connection-string:"
                                + " \"${WEB_PUBSUB_CONNECTION_STRING}\"}} in 'web-pubsub'",
                        "weir.yaml:7:16: the field 'resource' is missing in hub 'updates'; write resource: NAME, or set"
                                + " WEIR_WEB_PUBSUB_HUBS_UPDATES_RESOURCE",
                        "weir.yaml:8:20: the field 'resource' is missing in hub 'west-alerts'; write resource: NAME, or set"
                                + " WEIR_WEB_PUBSUB_HUBS_WEST_ALERTS_RESOURCE"),
                row(
                        "a resource that is reached in no way",
                        TWO.replace("{endpoint: \"https://west.webpubsub.azure.com\"}", "{}"),
                        "weir.yaml:8:13: the field 'connection-string' is missing in resource 'west'; write"
                                + " connection-string: \"${WEB_PUBSUB_CONNECTION_STRING}\", or set"
                                + " WEIR_WEB_PUBSUB_RESOURCES_WEST_CONNECTION_STRING"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void broken(String name, String file, List<String> findings) {
        ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", file, with(Map.of()));

        assertThat(result.findings()).extracting(Finding::text).isEqualTo(findings);
        assertThat(result.configuration()).isEmpty();
    }

    @Test
    void aResourceWithoutAHubIsAWarning() {
        ConfigurationReader.Result result =
                ConfigurationReader.read("weir.yaml", TWO.replaceAll(" +west-alerts:.*\n", ""), with(Map.of()));

        assertThat(result.configuration()).isPresent();
        assertThat(result.findings())
                .extracting(Finding::text)
                .containsExactly("weir.yaml:8:13: warning: resource 'west' has no hub; leave it out");
    }

    private static WebPubSub read(String text, Map<String, String> more) {
        ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", text, with(more));
        assertThat(result.findings()).isEmpty();
        return result.configuration().orElseThrow().webPubSub();
    }

    private static Arguments row(String name, String text, String... findings) {
        return Arguments.of(name, text, List.of(findings));
    }
}
