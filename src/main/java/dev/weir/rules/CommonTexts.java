package dev.weir.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** The shortest texts that two languages have in common. */
final class CommonTexts {
    private static final String ORDER = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.%";
    private static final int MAX_PAIRS = 200_000;

    private final NameLanguage one;
    private final NameLanguage other;
    private int beginnings;

    /** A place of each language. */
    private record Pair(int one, int other) {}

    /**
     * The beginning of a text.
     *
     * @param pairs where it may have come to; none yet at the very start
     * @param length of the shortest text that begins so
     * @param number which one it is, so that others of its length come in order
     */
    private record Beginning(String text, Set<Pair> pairs, int length, int number) {}

    /** The shortest first, and of those the one that is nearest to its end. */
    private static final Comparator<Beginning> NEAREST = Comparator.comparingInt(Beginning::length)
            .thenComparing(beginning -> -beginning.text().length())
            .thenComparingInt(Beginning::number);

    /**
     * What was found.
     *
     * @param texts the shortest first
     * @param all whether there are no others
     */
    record Texts(List<String> texts, boolean all) {}

    CommonTexts(NameLanguage one, NameLanguage other) {
        this.one = one;
        this.other = other;
    }

    /** Up to {@code limit} of them. */
    Texts shortest(int limit) {
        Map<Pair, List<Pair>> next = reachable();
        Map<Pair, Integer> distances = distancesToAnEnd(next);
        List<String> texts = new ArrayList<>();
        Queue<Beginning> queue = new PriorityQueue<>(NEAREST);
        extend("", pairs(one.first(), other.first()), distances, queue);
        while (!queue.isEmpty()) {
            Beginning beginning = queue.remove();
            if (beginning.pairs().stream().anyMatch(this::ends)) {
                if (texts.size() == limit) {
                    return new Texts(texts, false);
                }
                texts.add(beginning.text());
            }
            Set<Pair> after = new HashSet<>();
            beginning.pairs().forEach(pair -> after.addAll(next.getOrDefault(pair, List.of())));
            extend(beginning.text(), after, distances, queue);
        }
        return new Texts(texts, true);
    }

    private void extend(
            String text, Collection<Pair> candidates, Map<Pair, Integer> distances, Queue<Beginning> queue) {
        BitSet possible = new BitSet();
        candidates.stream().filter(distances::containsKey).forEach(pair -> possible.or(common(pair)));
        for (int i = 0; i < ORDER.length(); i++) {
            char c = ORDER.charAt(i);
            if (possible.get(c)) {
                Set<Pair> taken = new HashSet<>();
                int nearest = Integer.MAX_VALUE;
                for (Pair pair : candidates) {
                    Integer distance = distances.get(pair);
                    if (distance != null && common(pair).get(c)) {
                        taken.add(pair);
                        nearest = Math.min(nearest, distance);
                    }
                }
                queue.add(new Beginning(text + c, taken, text.length() + 1 + nearest, ++beginnings));
            }
        }
    }

    private BitSet common(Pair pair) {
        BitSet common = (BitSet) one.chars(pair.one()).clone();
        common.and(other.chars(pair.other()));
        return common;
    }

    private boolean ends(Pair pair) {
        return one.endsAt(pair.one()) && other.endsAt(pair.other());
    }

    /** The pairs that one text can lead to, each with those after it. */
    private Map<Pair, List<Pair>> reachable() {
        Map<Pair, List<Pair>> next = new HashMap<>();
        Queue<Pair> queue = new ArrayDeque<>(pairs(one.first(), other.first()));
        while (!queue.isEmpty()) {
            Pair pair = queue.remove();
            if (next.containsKey(pair)) {
                continue;
            }
            if (next.size() >= MAX_PAIRS) {
                throw new NameLanguage.TooLargeException();
            }
            List<Pair> after = pairs(one.follow(pair.one()), other.follow(pair.other()));
            next.put(pair, after);
            queue.addAll(after);
        }
        return next;
    }

    private List<Pair> pairs(BitSet ones, BitSet others) {
        List<Pair> pairs = new ArrayList<>();
        ones.stream()
                .forEach(a -> others.stream()
                        .filter(b -> one.chars(a).intersects(other.chars(b)))
                        .forEach(b -> pairs.add(new Pair(a, b))));
        return pairs;
    }

    /** How many characters at least come after a pair; without those that lead to no end. */
    private Map<Pair, Integer> distancesToAnEnd(Map<Pair, List<Pair>> next) {
        Map<Pair, List<Pair>> before = new HashMap<>();
        next.forEach((pair, after) -> after.forEach(
                to -> before.computeIfAbsent(to, key -> new ArrayList<>()).add(pair)));
        Map<Pair, Integer> distances = new HashMap<>();
        Queue<Pair> queue = new ArrayDeque<>();
        next.keySet().stream().filter(this::ends).forEach(pair -> {
            distances.put(pair, 0);
            queue.add(pair);
        });
        while (!queue.isEmpty()) {
            Pair pair = queue.remove();
            for (Pair earlier : before.getOrDefault(pair, List.of())) {
                if (distances.putIfAbsent(earlier, distances.getOrDefault(pair, 0) + 1) == null) {
                    queue.add(earlier);
                }
            }
        }
        return distances;
    }
}
