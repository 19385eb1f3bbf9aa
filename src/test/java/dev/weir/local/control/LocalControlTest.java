package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every path of {@code /local} has in common: whom it answers, and how it refuses. */
final class LocalControlTest {
    private static LocalServices services;
    private static LocalHttp local;

    @BeforeAll
    static void start() {
        services = LocalServices.builder().queue(QueueSettings.of("orders")).start();
        local = new LocalHttp(services.webPubSub().port());
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @Test
    void connectionStringsOfAllServicesAreServed() {
        JsonNode json = local.get("/connection-strings");

        assertThat(json.get("serviceBus").asText())
                .isEqualTo(services.connectionStrings().serviceBus());
        assertThat(json.get("eventHubs").asText())
                .isEqualTo(services.connectionStrings().eventHubs());
        assertThat(json.get("webPubSub").asText())
                .isEqualTo(services.connectionStrings().webPubSub());
    }

    @Test
    void clockIsReadAndAdvanced() {
        Duration before = services.clock().ahead();

        JsonNode json = local.post("/clock", "{\"advance\":\"PT1M\"}");

        assertThat(services.clock().ahead()).isEqualTo(before.plusMinutes(1));
        assertThat(json.get("ahead").asText())
                .isEqualTo(services.clock().ahead().toString());
        assertThat(local.get("/clock").get("now").asText()).endsWith("Z");
    }

    @ParameterizedTest(name = "{0} {1} is answered with {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /nothing              | ''                     | 404 | there is nothing at this path
            PUT    | /clock                | {}                     | 405 | this path takes GET, POST, not PUT
            POST   | /clock                | {"advance":"PT1"}      | 400 | must be a duration such as PT1M30S, but was "PT1"
            POST   | /clock                | {"advance":"PT-1M"}    | 400 | advanced only, by a positive duration
            POST   | /clock                | {}                     | 400 | the body needs 'advance'
            POST   | /clock                | {"advance":"PT1S","x":1} | 400 | unknown field 'x'; known are: advance
            POST   | /clock                | [1]                    | 400 | the body must be a JSON object
            POST   | /clock                | {"advance":            | 400 | the body is not valid JSON
            GET    | /queues/%zz           | ''                     | 400 | two hexadecimal digits must follow
            """)
    void whatIsWrongWithARequestIsSaid(String method, String path, String body, int status, String message)
            throws IOException {
        String answer = raw(method + " /local" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.replace("\\\"", "\"")).contains(message);
    }

    @Test
    void aBodyThatIsNestedTooDeeplyIsRefused() {
        HttpResponse<String> answer = local.send("POST", "/clock", "[".repeat(1_100));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the body is not valid JSON: Document nesting depth (1001)");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        HttpResponse<String> answer = local.send("POST", "/clock", " ".repeat(2 * 1024 * 1024 + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("more than the 2097152 bytes allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "[evil.example]",
                ""
            })
    void aForeignNameForThisHostIsRefused(String host) throws IOException {
        String answer =
                raw("GET /local/connection-strings HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .contains("the Host header must be")
                .doesNotContain("AccessKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "weir:8080", "a.localhost"})
    void anOwnNameForThisHostIsTaken(String host) throws IOException {
        assertThat(raw("GET /local/connection-strings HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "https://localhost"})
    void anotherOriginsPageIsRefused(String origin) throws IOException {
        Duration before = services.clock().ahead();

        String answer = raw("POST /local/clock HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n"
                + "{\"advance\":\"PT1S\"}");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("pages of other origins");
        assertThat(services.clock().ahead()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/plain; application/json"})
    void whatAFormCanSendChangesNothing(String type) throws IOException {
        Duration before = services.clock().ahead();

        String answer = raw("POST /local/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                + type + "\r\nContent-Length: 18\r\n\r\n{\"advance\":\"PT1S\"}");

        assertThat(answer).startsWith("HTTP/1.1 415 ").contains("must have the Content-Type application/json");
        assertThat(services.clock().ahead()).isEqualTo(before);
    }

    @Test
    void aBrowserThatAsksForLeaveAcrossSitesGetsNone() throws IOException {
        String answer = raw("OPTIONS /local/faults HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                + "Access-Control-Request-Method: PUT\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("access-control-allow");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", services.webPubSub().port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
