package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are refused, byte by byte, and that nobody gets their message. */
final class LocalWebPubSubRequestTest {
    private static final String SEND_ALL = "/api/hubs/orders/:send?api-version=2024-12-01";
    private static final String SEND_GROUP = "/api/hubs/orders/groups/builds/:send?api-version=2024-12-01";
    private static final String TEXT = "Content-Type: text/plain";

    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    private RawHttp http;
    private TestClient witness;

    @BeforeEach
    void connect() throws Exception {
        http = new RawHttp(fixture.service());
        witness = fixture.inGroups("ann", "builds");
    }

    @Test
    void wrongKeyIsUnauthorizedAndDeliversNothing() throws Exception {
        String connectionString = fixture.service()
                .connectionString()
                .replace(WebPubSubSettings.DEVELOPMENT_KEY, "another-access-key-that-is-long-enough");
        var sdk = ServiceFixture.builder(connectionString, ServiceFixture.HUB).buildClient();

        assertThatThrownBy(() -> sdk.sendToGroup("builds", "x", WebPubSubContentType.TEXT_PLAIN))
                .isInstanceOf(ClientAuthenticationException.class)
                .hasMessageContaining("the token's signature does not fit the access key");

        assertThat(witness.framesUntilPong()).isEmpty();
    }

    @Test
    void tokenForTheUrlWithoutItsQueryIsTaken() throws Exception {
        String token = http.token("/api/hubs/orders/:send");

        assertThat(RawHttp.status(http.callWith(token, "POST", SEND_ALL, "x", TEXT)))
                .isEqualTo(202);
    }

    @Test
    void tokenForAnotherTargetIsUnauthorized() throws Exception {
        String answer = http.callWith(http.token(SEND_GROUP), "POST", SEND_ALL, "x", TEXT);

        assertThat(RawHttp.status(answer)).isEqualTo(401);
        assertThat(answer).contains("x-ms-error-code: Error.Request.Unauthorized");
        assertThat(witness.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-240, 202", "-600, 401"})
    void tokenMayBeExpiredByLessThanTheSkew(long secondsToLive, int status) throws Exception {
        String token = http.token(WebPubSubSettings.DEVELOPMENT_KEY, SEND_ALL, secondsToLive);

        assertThat(RawHttp.status(http.callWith(token, "POST", SEND_ALL, "x", TEXT)))
                .isEqualTo(status);
    }

    @Test
    void unsignedTokenIsUnauthorized() throws Exception {
        String header = base64("{\"alg\":\"none\"}");
        String claims = http.token(SEND_ALL).split("\\.")[1];

        String answer = http.callWith(header + "." + claims + ".AAAA", "POST", SEND_ALL, "x", TEXT);

        assertThat(RawHttp.status(answer)).isEqualTo(401);
    }

    @Test
    void callWithoutATokenIsUnauthorized() throws Exception {
        String answer = http.exchange("POST " + SEND_ALL + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx");

        assertThat(RawHttp.status(answer)).isEqualTo(401);
        assertThat(witness.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", ".", "%2E"})
    void groupOfDotsIsRefusedAndIsNoBroadcast(String group) throws Exception {
        String target = "/api/hubs/orders/groups/" + group + "/:send?api-version=2024-12-01";

        String answer = http.call("POST", target, "x", TEXT);

        assertThat(RawHttp.status(answer)).isEqualTo(400);
        assertThat(witness.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, '{\"a\":', 400",
        "application/json, '', 400",
        "application/json, '{} {}', 400",
        "application/json; charset=utf-8, '{}', 202",
        "text/plain, '', 202",
        "application/xml, '<a/>', 415"
    })
    void bodyMustFitItsContentType(String contentType, String body, int status) throws Exception {
        String answer = http.call("POST", SEND_ALL, body, "Content-Type: " + contentType);

        assertThat(RawHttp.status(answer)).isEqualTo(status);
    }

    @Test
    void bodyOfUnknownLengthIsRefused() throws Exception {
        String answer = http.call("POST", SEND_ALL, "1\r\nx\r\n0\r\n\r\n", TEXT, "Transfer-Encoding: chunked");

        assertThat(RawHttp.status(answer)).isEqualTo(400);
        assertThat(answer).contains("the request has no Content-Length");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/hubs/orders/:send, 400",
        "POST, /api/hubs/1orders/:send?api-version=2024-12-01, 400",
        "POST, /api/hubs/orders/groups//:send?api-version=2024-12-01, 400",
        "POST, /api/hubs/orders/groups/%20/:send?api-version=2024-12-01, 400",
        "POST, /api/hubs/orders/groups/%zz/:send?api-version=2024-12-01, 400",
        "POST, /api/hubs/orders/groups/%ff/:send?api-version=2024-12-01, 400",
        "POST, /api/hubs/orders/:send?api-version=2024-12-01&messageTtlSeconds=301, 400",
        "GET, /api/hubs/orders/:send?api-version=2024-12-01, 405",
        "POST, /api/hubs/orders/:shout?api-version=2024-12-01, 404",
        "POST, /api/hubs/orders/groups/a/b/:send?api-version=2024-12-01, 404",
        "GET, /elsewhere, 404",
        "HEAD, /api/health?api-version=2024-12-01, 200",
        "HEAD, /api/health, 400"
    })
    void requestIsAnsweredByItsTarget(String method, String target, int status) throws Exception {
        assertThat(RawHttp.status(http.call(method, target, "x", TEXT))).isEqualTo(status);
    }

    @Test
    void malformedRequestClosesItsConnectionAlone() throws Exception {
        String answer = http.exchange("NONSENSE\r\n\r\n");

        assertThat(RawHttp.status(answer)).isEqualTo(400);
        assertThat(witness.framesUntilPong()).isEmpty();
    }

    @Test
    void generatedTokenOpensAConnection() throws Exception {
        String answer = http.call(
                "POST", "/api/hubs/orders/:generateToken?userId=bob&group=a%2Fb&role=r&api-version=2024-12-01", "");
        String token =
                Json.parse(answer.substring(answer.indexOf('{'))).path("token").asText();

        TestClient client = fixture.opened(TestClient.with(
                TestClient.JSON,
                "ws://127.0.0.1:" + fixture.service().port() + "/client/hubs/orders?access_token=" + token));

        assertThat(client.frame().path("userId").asText()).isEqualTo("bob");
        assertThat(fixture.service().connectionCount("orders", "a/b")).isEqualTo(1);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
