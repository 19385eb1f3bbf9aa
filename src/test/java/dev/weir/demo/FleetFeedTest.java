package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetFeedTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FleetFeed feed = new FleetFeed(Organization.ALL, START, 7);

    @Test
    void equalSeedsGiveEqualMessages() {
        List<FeedMessage> once = feed.advance(Duration.ofSeconds(30));

        List<FeedMessage> again = new FleetFeed(Organization.ALL, START, 7).advance(Duration.ofSeconds(30));

        assertThat(texts(again)).isEqualTo(texts(once));
    }

    @Test
    void everyVehicleReportsFiveTimesASecond() throws IOException {
        Map<String, Integer> reports = new HashMap<>();
        for (FeedMessage message : feed.advance(Duration.ofSeconds(10))) {
            String vehicle = message.tenant() + "/"
                    + JSON.readTree(message.body()).at("/vehicle/id").asText();
            reports.merge(vehicle, 1, Integer::sum);
        }

        assertThat(reports).hasSize(36);
        assertThat(reports.values()).containsOnly(50);
    }

    @Test
    void positionsStayInTownAndMoveNoFasterThanTheVehicle() throws IOException {
        Map<String, Town.Point> last = new HashMap<>();
        Map<String, Town.Point> towns = new HashMap<>();
        DemoFeeds.tenants().forEach(tenant -> towns.put(tenant, Town.of(tenant).junction(0)));
        Set<String> statuses = new HashSet<>();
        for (FeedMessage message : feed.advance(Duration.ofMinutes(6))) {
            JsonNode event = JSON.readTree(message.body());
            Town.Point point = new Town.Point(
                    event.at("/position/lat").asDouble(),
                    event.at("/position/lon").asDouble());
            double speed = event.path("speedKmh").asDouble();
            String vehicle = message.tenant() + "/" + event.at("/vehicle/id").asText();
            Town.Point before = last.put(vehicle, point);
            statuses.add(event.path("status").asText());

            assertThat(towns.get(message.tenant()).metresTo(point)).isLessThan(3_000);
            assertThat(speed).isBetween(0.0, 52.0);
            assertThat(event.path("heading").asInt()).isBetween(0, 359);
            assertThat(event.path("battery").asInt()).isBetween(0, 100);
            assertThat(before == null ? 0 : before.metresTo(point)).as(vehicle).isLessThan(6);
        }
        assertThat(statuses).containsExactlyInAnyOrder("moving", "stopped", "charging");
    }

    @Test
    void messagesArePlainJsonWithTheTypeInTheSubject() throws IOException {
        for (FeedMessage message : feed.advance(Duration.ofSeconds(5))) {
            assertThat(message.subject()).isEqualTo("fleet.position");
            assertThat(message.contentType()).isEqualTo("application/json");
            assertThat(JSON.readTree(message.body()).at("/organization/login").asText())
                    .isEqualTo(message.tenant());
            assertThat(message.body().length).isBetween(150, 350);
        }
    }

    @ParameterizedTest(name = "the streets of {0} lead from everywhere to everywhere")
    @ValueSource(strings = {"globex", "initech", "octo-org"})
    void streetsAreConnected(String tenant) {
        Town town = Town.of(tenant);

        for (int from = 0; from < town.size(); from++) {
            int to = (from + town.size() / 2) % town.size();
            assertThat(town.way(from, to)).isNotEmpty().endsWith(to);
        }
    }

    private static List<String> texts(List<FeedMessage> messages) {
        return messages.stream()
                .map(message -> message.id() + " " + new String(message.body(), StandardCharsets.UTF_8))
                .toList();
    }
}
