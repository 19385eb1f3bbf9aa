package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent through the official SDK, and who gets it. */
final class LocalWebPubSubSendTest {
    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    @Test
    void groupSendReachesTheGroupAlone() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        TestClient stranger = fixture.inGroups("bob", "deploys");

        fixture.sdk().sendToGroup("builds", "{\"done\":1.50}", WebPubSubContentType.APPLICATION_JSON);

        assertThat(member.text())
                .isEqualTo("{\"type\":\"message\",\"from\":\"group\",\"group\":\"builds\","
                        + "\"dataType\":\"json\",\"data\":{\"done\":1.50}}");
        assertThat(stranger.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a b",
                "100%",
                "grün/日本",
                "a%2Fb",
                "a+b",
                "tenant:acme",
                "?x=1&y#z",
                ":send",
                "...",
                "a;b=c"
            })
    void groupNameArrivesAsItWasGiven(String group) throws Exception {
        TestClient member = fixture.inGroups("ann", group);

        fixture.sdk().sendToGroup(group, "hello", WebPubSubContentType.TEXT_PLAIN);

        JsonNode frame = member.frame();
        assertThat(frame.path("group").asText()).isEqualTo(group);
        assertThat(frame.path("data").asText()).isEqualTo("hello");
    }
}
