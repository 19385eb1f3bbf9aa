package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.yaml.Place;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a test.
 *
 * @param test the test
 * @param differences between what was expected and what was; none where it passed
 */
public record CaseResult(TestCase test, List<Difference> differences) {
    public CaseResult {
        differences = List.copyOf(differences);
    }

    /** Whether all was as it was expected. */
    public boolean passed() {
        return differences.isEmpty();
    }

    /** A way in which it was not as expected. */
    public sealed interface Difference {

        /** Where the test says otherwise. */
        Place place();

        /** What was expected, found, or both: one line. */
        String text();
    }

    /** An update that was expected and not published. */
    public record Missing(TestCase.Expected expected) implements Difference {
        @Override
        public Place place() {
            return expected.place();
        }

        @Override
        public String text() {
            return "- "
                    + line(
                            expected.at().map(ValueReader::text).orElse("*"),
                            (expected.hub().isEmpty() ? "" : expected.hub() + "/") + expected.to(),
                            expected.entity(),
                            expected.op(),
                            expected.data());
        }
    }

    /**
     * An update that was published and not expected.
     *
     * @param lane its lane as differences show it: with the hub where there are several
     */
    public record Unexpected(PublishedUpdate update, String lane, Place place) implements Difference {
        @Override
        public String text() {
            return "+ "
                    + line(
                            ValueReader.text(update.at()),
                            lane,
                            update.entity(),
                            update.op(),
                            Optional.of(update.data()));
        }
    }

    /** Where the data of an update that is missing, and of one that came in its place, are not the same. */
    public record Detail(Place place, String text) implements Difference {}

    /** An event that did not end as it was expected to. */
    public record WrongEnd(Place place, String text) implements Difference {}

    private static String line(String at, String to, String entity, String op, Optional<JsonNode> data) {
        return at + " " + to + " " + (entity.isEmpty() ? "*" : entity) + " " + (op.isEmpty() ? "*" : op)
                + data.map(json -> " " + json).orElse("");
    }

    static Duration rounded(Duration at) {
        return Duration.ofMillis(at.toMillis());
    }
}
