package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the list of the service's operations: each is there, and each refuses what is wrong about every call. */
final class OperationsTest {
    private static final String VERSION = "?api-version=2024-12-01";

    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    private RawHttp http;
    private String connectionId;

    /** One line of the list. */
    record Operation(String method, String path, String id, int success) {
        String at(String connectionId) {
            return path.replace("{hub}", ServiceFixture.HUB)
                    .replace("{group}", "builds")
                    .replace("{userId}", "ann")
                    .replace("{connectionId}", connectionId)
                    .replace("{permission}", "sendToGroup");
        }

        String body() {
            return path.endsWith("Groups") ? "{\"groups\":[\"builds\"]}" : "";
        }

        String contentType() {
            return path.endsWith("Groups") ? "application/json" : "text/plain";
        }

        boolean isHealth() {
            return path.equals("/api/health");
        }
    }

    static List<Operation> operations() throws IOException {
        try (InputStream list = OperationsTest.class.getResourceAsStream("/web-pubsub-operations.csv")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .map(cells -> new Operation(cells[0], cells[1], cells[2], Integer.parseInt(cells[3])))
                    .toList();
        }
    }

    static Stream<Operation> operationsOfHubs() throws IOException {
        return operations().stream().filter(operation -> !operation.isHealth());
    }

    @BeforeEach
    void connect() throws Exception {
        http = new RawHttp(fixture.service());
        TestClient client = fixture.client(
                TestClient.JSON,
                ServiceFixture.HUB,
                new GetClientAccessTokenOptions()
                        .setUserId("ann")
                        .setGroups(List.of("builds"))
                        .setRoles(List.of("webpubsub.sendToGroup")));
        connectionId = client.frame().path("connectionId").asText();
    }

    @Test
    void thereAreTwentyFive() throws Exception {
        assertThat(operations()).hasSize(25);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void operationSucceedsAsItIsDescribed(Operation operation) throws Exception {
        String answer = call(operation, operation.method(), operation.at(connectionId) + VERSION);

        assertThat(RawHttp.status(answer)).isEqualTo(operation.success());
        assertThat(fixture.service().calls().latest()).singleElement().satisfies(call -> {
            assertThat(call.operation()).isEqualTo(operation.id());
            assertThat(call.status()).isEqualTo(operation.success());
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void otherMethodIsNotAllowed(Operation operation) throws Exception {
        String answer = call(operation, "PATCH", operation.at(connectionId) + VERSION);

        assertThat(RawHttp.status(answer)).isEqualTo(405);
        assertThat(answer).containsIgnoringCase("allow: ").contains(operation.method());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void apiVersionIsRequiredAndMustBeKnown(Operation operation) throws Exception {
        assertThat(RawHttp.status(call(operation, operation.method(), operation.at(connectionId))))
                .isEqualTo(400);
        assertThat(RawHttp.status(
                        call(operation, operation.method(), operation.at(connectionId) + "?api-version=1999-01-01")))
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationsOfHubs")
    void tokenOfAnotherKeyIsUnauthorized(Operation operation) throws Exception {
        String target = operation.at(connectionId) + VERSION;
        String token = http.token("another-access-key-that-is-long-enough", target, 60);

        String answer = http.callWith(token, operation.method(), target, operation.body());

        assertThat(RawHttp.status(answer)).isEqualTo(401);
        assertThat(answer).containsIgnoringCase("x-ms-error-code: Error.Request.Unauthorized");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationsOfHubs")
    void hubThatCannotBeIsRefused(Operation operation) throws Exception {
        String target = operation.at(connectionId).replace("/hubs/orders", "/hubs/1orders") + VERSION;

        assertThat(RawHttp.status(call(operation, operation.method(), target))).isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationsOfHubs")
    void absentTargetsAreAnsweredAsTheServiceDoes(Operation operation) throws Exception {
        String target = operation.at("absent").replace("/ann", "/nobody").replace("/groups/builds", "/groups/none");

        String answer = call(operation, operation.method(), target + VERSION);

        boolean mustExist =
                operation.method().equals("HEAD") || operation.method().equals("PUT");
        assertThat(RawHttp.status(answer)).isEqualTo(mustExist ? 404 : operation.success());
        assertThat(answer.contains("NotExisted")).isEqualTo(mustExist);
    }

    private String call(Operation operation, String method, String target) throws IOException {
        return http.call(method, target, operation.body(), "Content-Type: " + operation.contentType());
    }
}
