package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CiFeedTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ORDER = List.of("queued", "in_progress", "completed");

    private final CiFeed feed = new CiFeed(Organization.ALL, START, 7);

    @Test
    void equalSeedsGiveEqualMessagesHoweverTimeIsCut() {
        List<FeedMessage> whole = feed.advance(Duration.ofSeconds(60));

        CiFeed other = new CiFeed(Organization.ALL, START, 7);
        List<FeedMessage> cut = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            cut.addAll(other.advance(Duration.ofMillis(i % 2 == 0 ? 30 : 170)));
        }

        assertThat(texts(cut)).isEqualTo(texts(whole));
    }

    @Test
    void anotherSeedGivesOtherMessages() {
        List<FeedMessage> seven = feed.advance(Duration.ofSeconds(20));

        List<FeedMessage> eight = new CiFeed(Organization.ALL, START, 8).advance(Duration.ofSeconds(20));

        assertThat(texts(eight)).isNotEqualTo(texts(seven));
    }

    @Test
    void everyJobIsQueuedThenRunsThenCompletesAndNeverGoesBack() throws IOException {
        List<FeedMessage> messages = new ArrayList<>(feed.advance(Duration.ofMinutes(7)));
        Set<Long> started = new HashSet<>();
        for (FeedMessage message : messages) {
            started.add(job(message).path("id").asLong());
        }
        messages.addAll(feed.advance(Duration.ofMinutes(3)));

        Map<Long, List<String>> statuses = new HashMap<>();
        Map<Long, Integer> stepsDone = new HashMap<>();
        for (FeedMessage message : messages) {
            JsonNode job = job(message);
            long id = job.path("id").asLong();
            statuses.computeIfAbsent(id, key -> new ArrayList<>())
                    .add(job.path("status").asText());
            int done = (int) job.path("steps").findValuesAsText("status").stream()
                    .filter("completed"::equals)
                    .count();
            assertThat(stepsDone.put(id, done))
                    .satisfiesAnyOf(
                            earlier -> assertThat(earlier).isNull(),
                            earlier -> assertThat(earlier).isLessThanOrEqualTo(done));
        }
        assertThat(started).hasSizeGreaterThan(80);
        for (long id : started) {
            List<String> ofJob = statuses.get(id);
            assertThat(ofJob).as("job %s", id).startsWith("queued").endsWith("completed");
            assertThat(ofJob.stream().map(ORDER::indexOf))
                    .as("job %s", id)
                    .isSorted()
                    .doesNotContain(-1);
            assertThat(ofJob).as("job %s", id).containsOnlyOnce("queued", "completed");
        }
    }

    @Test
    void someJobsFailAndSomeAreRunAgain() throws IOException {
        Set<String> conclusions = new HashSet<>();
        Set<Integer> attempts = new HashSet<>();
        for (FeedMessage message : feed.advance(Duration.ofMinutes(10))) {
            JsonNode job = job(message);
            attempts.add(job.path("run_attempt").asInt());
            if (job.path("status").asText().equals("completed")) {
                conclusions.add(job.path("conclusion").asText());
                assertThat(job.path("completed_at").asText())
                        .isGreaterThan(job.path("started_at").asText());
            }
        }

        assertThat(conclusions).containsExactlyInAnyOrder("success", "failure");
        assertThat(attempts).contains(1, 2);
    }

    @Test
    void everyOrganisationHasItsOwnJobs() throws IOException {
        Map<String, Set<Long>> jobs = new HashMap<>();
        for (FeedMessage message : feed.advance(Duration.ofMinutes(5))) {
            JsonNode data = data(message);
            assertThat(data.at("/organization/login").asText()).isEqualTo(message.tenant());
            jobs.computeIfAbsent(message.tenant(), key -> new HashSet<>())
                    .add(data.at("/workflow_job/id").asLong());
        }

        assertThat(jobs).containsOnlyKeys("globex", "initech", "octo-org");
        assertThat(jobs.values().stream().flatMap(Set::stream).collect(Collectors.toSet()))
                .hasSize(jobs.values().stream().mapToInt(Set::size).sum());
    }

    @Test
    void messagesAreStructuredCloudEventsOfAFewKilobytes() throws IOException {
        Set<String> ids = new HashSet<>();
        List<FeedMessage> messages = feed.advance(Duration.ofMinutes(5));
        for (FeedMessage message : messages) {
            JsonNode event = JSON.readTree(message.body());
            assertThat(message.contentType()).startsWith("application/cloudevents+json");
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText())
                    .isEqualTo("com.github.workflow_job."
                            + event.at("/data/action").asText());
            assertThat(event.path("source").asText()).startsWith("https://github.com/" + message.tenant() + "/");
            assertThat(event.path("id").asText()).isEqualTo(message.id());
            assertThat(Instant.parse(event.path("time").asText())).isAfter(START);
            assertThat(message.body().length).isBetween(600, 4_000);
            ids.add(message.id());
        }
        assertThat(ids).hasSameSizeAs(messages);
    }

    @Test
    void aRestartUsesNoIdAgain() throws IOException {
        Set<Long> before = new HashSet<>();
        for (FeedMessage message : feed.advance(Duration.ofMinutes(10))) {
            before.add(job(message).path("id").asLong());
        }

        CiFeed restarted = new CiFeed(Organization.ALL, START.plus(Duration.ofMinutes(10)), 7);

        for (FeedMessage message : restarted.advance(Duration.ofMinutes(1))) {
            assertThat(before).doesNotContain(job(message).path("id").asLong());
        }
    }

    @Test
    void eventsComeAtTheRateThatPeopleCantFollow() {
        int events = feed.advance(Duration.ofMinutes(10)).size();

        assertThat(events / 600.0).isBetween(20.0, 60.0);
    }

    private static JsonNode data(FeedMessage message) throws IOException {
        return JSON.readTree(message.body()).path("data");
    }

    private static JsonNode job(FeedMessage message) throws IOException {
        return data(message).path("workflow_job");
    }

    private static List<String> texts(List<FeedMessage> messages) {
        return messages.stream()
                .map(message -> message.id() + " " + new String(message.body(), StandardCharsets.UTF_8))
                .toList();
    }
}
