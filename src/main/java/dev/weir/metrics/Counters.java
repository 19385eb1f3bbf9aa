package dev.weir.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counters by name and the values of their tags, found without making a key of them: this is done several times an event. */
final class Counters {
    private static final String NONE = "";

    private final Map<String, Map<String, Map<String, Counter>>> known = new ConcurrentHashMap<>();

    Counter of(String name, Supplier<Counter> absent) {
        return of(name, NONE, NONE, absent);
    }

    Counter of(String name, String value, Supplier<Counter> absent) {
        return of(name, value, NONE, absent);
    }

    Counter of(String name, String first, String second, Supplier<Counter> absent) {
        Map<String, Map<String, Counter>> ofName = known.get(name);
        Map<String, Counter> ofFirst = ofName == null ? null : ofName.get(first);
        Counter counter = ofFirst == null ? null : ofFirst.get(second);
        return counter != null
                ? counter
                : known.computeIfAbsent(name, key -> new ConcurrentHashMap<>())
                        .computeIfAbsent(first, key -> new ConcurrentHashMap<>())
                        .computeIfAbsent(second, key -> absent.get());
    }
}
