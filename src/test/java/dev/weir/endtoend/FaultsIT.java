package dev.weir.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every guarantee, for every kind of source, through every fault, with real processes over real sockets. One round of each
 * fault is dealt out to the kinds of sources, another every time; {@code -Pfaults} plays fifty of each.
 */
class FaultsIT {
    /** Rounds of each fault. */
    private static final int ROUNDS = Integer.getInteger("weir.rounds", 1);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicContainer> guaranteesHold(TestReporter reporter) {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        Map<SourceKind, List<Fault>> deck = new EnumMap<>(SourceKind.class);
        List<SourceKind> chosenKinds = chosen("weir.sources", SourceKind.class);
        for (Fault fault : chosen("weir.faults", Fault.class)) {
            List<SourceKind> kinds = new ArrayList<>(fault.kinds());
            kinds.retainAll(chosenKinds);
            if (kinds.isEmpty()) {
                continue;
            }
            Collections.shuffle(kinds, random);
            for (int i = 0; i < ROUNDS; i++) {
                deck.computeIfAbsent(kinds.get(i % kinds.size()), kind -> new ArrayList<>())
                        .add(fault);
            }
        }
        return deck.entrySet().stream().map(entry -> {
            Collections.shuffle(entry.getValue(), random);
            return rounds(entry.getKey(), entry.getValue(), seed);
        });
    }

    /** The values that a system property names, or all where it names none. */
    private static <E extends Enum<E>> List<E> chosen(String property, Class<E> type) {
        String names = System.getProperty(property, "");
        return names.isEmpty()
                ? List.of(type.getEnumConstants())
                : Stream.of(names.split(","))
                        .map(name -> Enum.valueOf(type, name))
                        .toList();
    }

    private DynamicContainer rounds(SourceKind kind, List<Fault> faults, long seed) {
        Trial trial;
        try {
            trial = new Trial(kind, Files.createDirectory(folder.resolve(kind.name())), seed);
        } catch (IOException e) {
            throw new IllegalStateException("The trial of " + kind + " can't be set up", e);
        }
        return DynamicContainer.dynamicContainer(
                kind.name(),
                faults.stream()
                        .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> trial.round(fault)))
                        .onClose(trial::close));
    }
}
