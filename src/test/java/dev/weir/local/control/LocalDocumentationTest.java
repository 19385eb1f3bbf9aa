package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.LocalServices;
import dev.weir.local.emulators.EmulatorConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the local services does what it says. */
final class LocalDocumentationTest {
    private static final Pattern CURL =
            Pattern.compile("^ {4}(?:\\$ )?curl(?<json> -H 'Content-Type: application/json')?(?: -X (?<method>[A-Z]+))?"
                    + " http://127\\.0\\.0\\.1:8080/local(?<path>\\S*)(?: -d '(?<body>[^']*)')?$");

    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theConfigFilesAreLoadedTogether() throws IOException {
        EmulatorConfig config = new EmulatorConfig(List.of(), List.of(), List.of());
        Matcher files = JSON.matcher(Files.readString(Path.of("docs", "local-services.md")));
        while (files.find()) {
            config = config.plus(EmulatorConfig.parse(
                    "docs/local-services.md", files.group(1).getBytes(StandardCharsets.UTF_8)));
        }

        try (LocalServices services = LocalServices.builder().entities(config).start()) {
            assertThat(services.serviceBus().queues())
                    .extracting(queue -> queue.settings().name())
                    .containsExactly("orders", "failed-orders");
            assertThat(services.serviceBus().topics())
                    .singleElement()
                    .satisfies(topic -> assertThat(
                                    topic.subscriptions().get(1).settings().rules())
                            .hasSize(2));
            assertThat(services.eventHubs().hubs()).hasSize(2);
        }
    }

    @Test
    void everyExampleIsAnsweredOneAfterTheOther() throws IOException {
        List<String> examples = Files.readAllLines(Path.of("docs", "local-services.md")).stream()
                .filter(line -> line.matches(" {4}(\\$ )?curl .*/local/.*"))
                .toList();

        assertThat(examples).hasSizeGreaterThan(10);
        try (LocalServices services = LocalServices.builder().start()) {
            LocalHttp local = new LocalHttp(services.webPubSub().port());
            for (String example : examples) {
                Matcher curl = CURL.matcher(example);
                assertThat(curl.matches())
                        .as("'%s' is a curl that this test reads", example)
                        .isTrue();
                boolean hasBody = curl.group("body") != null;
                String method = curl.group("method") != null ? curl.group("method") : hasBody ? "POST" : "GET";
                assertThat(method.equals("POST"))
                        .as("only a POST, and every one, says that it brings JSON: %s", example)
                        .isEqualTo(curl.group("json") != null);

                HttpResponse<String> answer = local.send(method, curl.group("path"), hasBody ? curl.group("body") : "");

                assertThat(answer.statusCode())
                        .as("%s: %s", example, answer.body())
                        .isBetween(200, 204);
            }
        }
    }
}
