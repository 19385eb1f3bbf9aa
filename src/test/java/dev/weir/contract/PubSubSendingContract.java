package dev.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the application sends over REST, and who gets it. */
@Contract
abstract class PubSubSendingContract {
    @RegisterExtension
    private final PubSubClients pubSub = new PubSubClients();

    private WebPubSubServiceClient service;

    @BeforeEach
    void client() {
        service = pubSub.service();
    }

    @Test
    void allGetWhatIsSentToAll() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        PubSubSocket bob = pubSub.user("bob");

        // When
        service.sendToAll("{\"n\":1}", WebPubSubContentType.APPLICATION_JSON);

        // Then
        assertThat(List.of(ann.frame(), bob.frame())).allSatisfy(frame -> {
            assertThat(frame.path("type").asText()).isEqualTo("message");
            assertThat(frame.path("from").asText()).isEqualTo("server");
            assertThat(frame.path("dataType").asText()).isEqualTo("json");
            assertThat(frame.path("data").path("n").asInt()).isEqualTo(1);
        });
    }

    @Test
    void aGroupGetsItsMessagesInOrder() {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds");
        PubSubSocket bob = pubSub.user("bob", "deploys");

        // When
        for (int n = 0; n < 20; n++) {
            service.sendToGroup("builds", "m" + n, WebPubSubContentType.TEXT_PLAIN);
        }

        // Then
        for (int n = 0; n < 20; n++) {
            JsonNode frame = ann.frame();
            assertThat(frame.path("from").asText()).isEqualTo("group");
            assertThat(frame.path("group").asText()).isEqualTo("builds");
            assertThat(frame.path("dataType").asText()).isEqualTo("text");
            assertThat(frame.path("data").asText()).isEqualTo("m" + n);
        }
        pubSub.nothingMoreFor(bob);
    }

    @Test
    void aUserGetsItOnEveryConnection() {
        // Given
        PubSubSocket desk = pubSub.user("ann");
        PubSubSocket phone = pubSub.user("ann");
        PubSubSocket bob = pubSub.user("bob");

        // When
        service.sendToUser("ann", "hello", WebPubSubContentType.TEXT_PLAIN);

        // Then
        assertThat(desk.data()).isEqualTo("hello");
        assertThat(phone.data()).isEqualTo("hello");
        pubSub.nothingMoreFor(bob);
    }

    @Test
    void aConnectionGetsItAlone() {
        // Given
        PubSubSocket desk = pubSub.user("ann");
        PubSubSocket phone = pubSub.user("ann");

        // When
        service.sendToConnection(desk.connectionId(), "hello", WebPubSubContentType.TEXT_PLAIN);

        // Then
        assertThat(desk.data()).isEqualTo("hello");
        pubSub.nothingMoreFor(phone);
    }

    @Test
    void nobodyIsNoError() {
        // When
        int status = service.sendToGroupWithResponse(
                        "nobody",
                        BinaryData.fromString("lost"),
                        WebPubSubContentType.TEXT_PLAIN,
                        4,
                        new RequestOptions())
                .getStatusCode();

        // Then
        assertThat(status).isEqualTo(202);
    }

    @Test
    void binaryDataArrivesInBase64() {
        // Given
        byte[] bytes = {0, 1, (byte) 0xff};
        PubSubSocket ann = pubSub.user("ann");

        // When
        service.sendToAllWithResponse(
                BinaryData.fromBytes(bytes),
                WebPubSubContentType.APPLICATION_OCTET_STREAM,
                bytes.length,
                new RequestOptions());

        // Then
        JsonNode frame = ann.frame();
        assertThat(frame.path("dataType").asText()).isEqualTo("binary");
        assertThat(frame.path("data").asText()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void aPlainClientGetsTheDataAlone() {
        // Given
        byte[] bytes = {1, 2, 3};
        PubSubSocket plain =
                pubSub.keep(PubSubSocket.plain(pubSub.url(new GetClientAccessTokenOptions().setUserId("ann"))));

        // When
        service.sendToUser("ann", "hello", WebPubSubContentType.TEXT_PLAIN);
        service.sendToUserWithResponse(
                "ann",
                BinaryData.fromBytes(bytes),
                WebPubSubContentType.APPLICATION_OCTET_STREAM,
                bytes.length,
                new RequestOptions());

        // Then
        assertThat(plain.text()).isEqualTo("hello");
        assertThat(plain.binary()).isEqualTo(bytes);
    }

    @Test
    void excludedConnectionsGetNothing() {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds");
        PubSubSocket bob = pubSub.user("bob", "builds");

        // When
        service.sendToGroupWithResponse(
                "builds",
                BinaryData.fromString("hello"),
                WebPubSubContentType.TEXT_PLAIN,
                5,
                new RequestOptions().addQueryParam("excluded", ann.connectionId()));

        // Then
        assertThat(bob.data()).isEqualTo("hello");
        pubSub.nothingMoreFor(ann);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            userId eq 'ann'
            userId ne 'bob'
            not (userId eq 'bob') and not (userId eq null)
            'builds' in groups
            'builds' in groups and userId in ('ann', 'eve')
            startswith(userId, 'an') or endswith(userId, 'zzz')
            contains(userId, 'nn')
            length(userId) eq 3 and indexof(userId, 'a') eq 0
            tolower(toupper(userId)) eq 'ann'
            concat(userId, '-x') eq 'ann-x'
            substring(userId, 1) eq 'nn'
            trim(concat(userId, '  ')) eq 'ann'
            userId eq 'ann' or userId eq 'eve' and 'deploys' in groups
            length(userId) gt 2 and length(userId) le 3 and startswith(userId, 'a')
            """)
    void aFilterChoosesAnn(String filter) {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds");
        PubSubSocket bob = pubSub.user("bob", "deploys");

        // When
        service.sendToAllWithResponse(
                BinaryData.fromString("chosen"),
                WebPubSubContentType.TEXT_PLAIN,
                6,
                new RequestOptions().addQueryParam("filter", filter));

        // Then
        assertThat(ann.data()).isEqualTo("chosen");
        pubSub.nothingMoreFor(bob);
    }

    @Test
    void aFilterThatCannotBeReadIsRefused() {
        // When
        HttpResponseException error = catchThrowableOfType(
                HttpResponseException.class,
                () -> service.sendToAllWithResponse(
                        BinaryData.fromString("lost"),
                        WebPubSubContentType.TEXT_PLAIN,
                        4,
                        new RequestOptions().addQueryParam("filter", "userId eq")));

        // Then
        assertThat(error.getResponse().getStatusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedAsSuch() {
        // When
        HttpResponseException error = catchThrowableOfType(
                HttpResponseException.class, () -> service.sendToAll("{\"n\":", WebPubSubContentType.APPLICATION_JSON));

        // Then
        assertThat(error.getResponse().getStatusCode()).isEqualTo(400);
    }
}
