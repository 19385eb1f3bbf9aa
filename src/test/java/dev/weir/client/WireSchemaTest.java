package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The JSON Schemas say what the test vectors and the wire format's page show. */
class WireSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theVectorsAreValidWhereTheySayNothingElse() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        int valid = 0;
        int invalid = 0;
        for (Path file : WireVectorsTest.files()) {
            for (JsonNode vector : JSON.readTree(file.toFile())) {
                for (JsonNode step : vector.get("steps")) {
                    List<String> findings = findings(step);
                    boolean shouldFail = step.has("invalid");
                    softly.assertThat(findings.isEmpty())
                            .as("%s: %s: valid: %s: %s", file, vector.get("name"), step, findings)
                            .isNotEqualTo(shouldFail);
                    valid += shouldFail ? 0 : 1;
                    invalid += shouldFail ? 1 : 0;
                }
            }
        }
        softly.assertAll();
        assertThat(valid).as("valid steps").isPositive();
        assertThat(invalid).as("invalid steps").isPositive();
    }

    private static List<String> findings(JsonNode step) {
        List<String> findings = new ArrayList<>();
        if (step.has("receive")) {
            findings.addAll(WireSchema.findings(step.get("receive")));
        }
        step.path("answer").forEach(page -> findings.addAll(WireSchema.pageFindings(page)));
        return findings;
    }

    @Test
    void theExamplesOfThePageAreValid() throws IOException {
        Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("docs/wire-format.md")));
        int count = 0;
        while (examples.find()) {
            JsonNode example = JSON.readTree(examples.group(1));
            assertThat(WireSchema.findings(example)).as(examples.group(1)).isEmpty();
            count++;
        }
        assertThat(count).as("examples").isEqualTo(2);
    }
}
