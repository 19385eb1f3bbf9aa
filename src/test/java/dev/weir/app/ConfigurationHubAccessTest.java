package dev.weir.app;

import static dev.weir.app.ConfigurationReaderTest.ENVIRONMENT;
import static dev.weir.app.ConfigurationReaderTest.LEAST;
import static dev.weir.app.ConfigurationReaderTest.WEB_PUBSUB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Configuration.HubAccess;
import dev.weir.yaml.Finding;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the Web PubSub service is reached: by one key, by two, or by an identity. */
class ConfigurationHubAccessTest {
    private static final String KEYED = "connection-string: \"${WEB_PUBSUB_CONNECTION_STRING}\"";

    @Test
    void aSecondKeyStandsBesideTheFirst() {
        String other = WEB_PUBSUB.replaceAll("AccessKey=[^;]*", "AccessKey=" + "z".repeat(40));

        HubAccess access = read(KEYED + ", secondary-connection-string: \"" + other + "\"")
                .configuration()
                .orElseThrow()
                .webPubSub()
                .standard()
                .access();

        assertThat(access)
                .isEqualTo(new HubAccess.ByConnectionString(new Secret(WEB_PUBSUB), Optional.of(new Secret(other))));
        assertThat(access.toString()).doesNotContain("zzz");
    }

    @Test
    void anEndpointStandsForAnIdentity() {
        HubAccess access = read("endpoint: https://acme.webpubsub.azure.com")
                .configuration()
                .orElseThrow()
                .webPubSub()
                .standard()
                .access();

        assertThat(access).isEqualTo(new HubAccess.ByIdentity("https://acme.webpubsub.azure.com"));
    }

    @Test
    void keyAndIdentityDoNotGoTogether() {
        assertThat(read(KEYED + ", endpoint: https://acme.webpubsub.azure.com").findings())
                .extracting(Finding::message)
                .containsExactly(
                        "'endpoint' in 'web-pubsub' is for an identity, and stands beside a connection string; leave one out");
    }

    @Test
    void bothKeysAreOfOneService() {
        assertThat(read(KEYED + ", secondary-connection-string: \"Endpoint=https://other.webpubsub.azure.com;AccessKey="
                                + "z".repeat(40) + "\"")
                        .findings())
                .extracting(Finding::message)
                .containsExactly("'secondary-connection-string' in 'web-pubsub' has another Endpoint than"
                        + " 'connection-string'; it must have the other key of the same service");
    }

    @Test
    void unitsStandForABudget() {
        assertThat(read(KEYED + ", units: 3")
                        .configuration()
                        .orElseThrow()
                        .webPubSub()
                        .standard()
                        .requestsPerSecond())
                .isEqualTo(450);
        assertThat(read(KEYED + ", units: 3, requests-per-second: 100").findings())
                .extracting(Finding::message)
                .containsExactly("'units' in 'web-pubsub' stands beside 'requests-per-second'; leave one out");
    }

    private static ConfigurationReader.Result read(String access) {
        assertThat(LEAST).contains(KEYED);
        return ConfigurationReader.read("weir.yaml", LEAST.replace(KEYED, access), ENVIRONMENT);
    }
}
