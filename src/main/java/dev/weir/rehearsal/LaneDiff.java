package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is missing and what is too much in each lane, by the longest common subsequence: within a lane order counts, between
 * lanes it doesn't. What is expected in no hub by name is so in the only one that has published to the lane.
 */
final class LaneDiff {
    private static final int MOST_DETAILS = 10;

    private record Lane(String hub, String to) {}

    private final Place test;
    private final List<CaseResult.Difference> differences = new ArrayList<>();
    private final Set<String> hubs = new HashSet<>();

    /** @param test where to point for what nobody expected */
    LaneDiff(Place test) {
        this.test = test;
    }

    List<CaseResult.Difference> of(List<TestCase.Expected> expected, List<PublishedUpdate> published) {
        Map<Lane, List<TestCase.Expected>> wanted = new LinkedHashMap<>();
        Map<Lane, List<PublishedUpdate>> got = new LinkedHashMap<>();
        published.forEach(update -> hubs.add(update.hub()));
        expected.forEach(update -> add(wanted, lane(update, published), update));
        published.forEach(update -> add(got, new Lane(update.hub(), update.to()), update));
        Set<Lane> lanes = new LinkedHashSet<>(wanted.keySet());
        lanes.addAll(got.keySet());
        lanes.forEach(lane -> compare(wanted.getOrDefault(lane, List.of()), got.getOrDefault(lane, List.of())));
        return differences;
    }

    private static <T> void add(Map<Lane, List<T>> byLane, Lane lane, T update) {
        byLane.computeIfAbsent(lane, added -> new ArrayList<>()).add(update);
    }

    private static Lane lane(TestCase.Expected expected, List<PublishedUpdate> published) {
        List<String> hubs = published.stream()
                .filter(update -> update.to().equals(expected.to()))
                .map(PublishedUpdate::hub)
                .distinct()
                .toList();
        return new Lane(expected.hub().isEmpty() && hubs.size() == 1 ? hubs.get(0) : expected.hub(), expected.to());
    }

    private void compare(List<TestCase.Expected> expected, List<PublishedUpdate> published) {
        int[][] common = new int[expected.size() + 1][published.size() + 1];
        for (int i = expected.size() - 1; i >= 0; i--) {
            for (int j = published.size() - 1; j >= 0; j--) {
                common[i][j] = expected.get(i).matches(published.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        List<TestCase.Expected> missing = new ArrayList<>();
        List<PublishedUpdate> unexpected = new ArrayList<>();
        while (i < expected.size() || j < published.size()) {
            boolean same = i < expected.size()
                    && j < published.size()
                    && expected.get(i).matches(published.get(j));
            if (same) {
                flush(missing, unexpected);
                i++;
                j++;
            } else if (j == published.size() || (i < expected.size() && common[i + 1][j] >= common[i][j + 1])) {
                missing.add(expected.get(i++));
            } else {
                unexpected.add(published.get(j++));
            }
        }
        flush(missing, unexpected);
    }

    /** Those between two updates that are as expected: in pairs as far as there are pairs. */
    private void flush(List<TestCase.Expected> missing, List<PublishedUpdate> unexpected) {
        for (int i = 0; i < Math.max(missing.size(), unexpected.size()); i++) {
            Place place = i < missing.size() ? missing.get(i).place() : test;
            if (i < missing.size()) {
                differences.add(new CaseResult.Missing(missing.get(i)));
            }
            if (i < unexpected.size()) {
                differences.add(new CaseResult.Unexpected(unexpected.get(i), shown(unexpected.get(i)), place));
            }
            if (i < missing.size() && i < unexpected.size()) {
                details(missing.get(i), unexpected.get(i));
            }
        }
        missing.clear();
        unexpected.clear();
    }

    private String shown(PublishedUpdate update) {
        return hubs.size() > 1 ? update.hub() + "/" + update.to() : update.to();
    }

    private void details(TestCase.Expected expected, PublishedUpdate update) {
        if (expected.data().isPresent()
                && (expected.entity().isEmpty() || expected.entity().equals(update.entity()))) {
            List<String> texts = new ArrayList<>();
            compare("", expected.data().get(), update.data(), texts);
            texts.stream()
                    .limit(MOST_DETAILS)
                    .forEach(text -> differences.add(new CaseResult.Detail(expected.place(), text)));
        }
    }

    private static void compare(String path, JsonNode expected, JsonNode was, List<String> texts) {
        if (YamlJson.same(expected, was)) {
            return;
        }
        if (expected.isObject() && was.isObject()) {
            Set<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            was.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + "/" + name, expected.path(name), was.path(name), texts));
        } else {
            texts.add(path + ": expected " + shown(expected) + ", was " + shown(was));
        }
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }
}
