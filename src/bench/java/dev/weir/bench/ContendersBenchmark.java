package dev.weir.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weir beside the floor, the straightforward programs and Camel. Prints a table, and writes it with JSON, plots and a profile to
 * {@code -Dweir.benchmark.to}. {@code -Dweir.benchmark.contenders}, {@code .sources} and {@code .loads} take some of them.
 */
class ContendersBenchmark {
    private static final Path TO = Path.of(System.getProperty("weir.benchmark.to", "target/benchmarks"));
    /** Where the floor was left out, and so nothing says what a share of it is. */
    private static final int OFFERED = Integer.getInteger("weir.benchmark.offered", 10_000);

    private static final Set<Contender> CONTENDERS = chosen(Contender.class, "contenders");
    private static final Set<SourceKind> SOURCES = chosen(SourceKind.class, "sources");
    private static final Set<Load> LOADS = chosen(Load.class, "loads");

    @TempDir
    Path folder;

    @Test
    void eachAgainstTheOthers() throws Exception {
        List<Result> results = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Set<Contender> contenders = EnumSet.copyOf(CONTENDERS);
        if (contenders.stream().anyMatch(Contender::isCamel)) {
            String why = Camel.build();
            if (!why.isEmpty()) {
                contenders.removeIf(Contender::isCamel);
                skipped.add("Camel, which does not build here: " + why);
            }
        }
        for (SourceKind kind : SOURCES) {
            int offered = OFFERED;
            for (Load load : LOADS) {
                for (Contender contender : contenders) {
                    if (contender.takes(kind) && (load == Load.BACKLOG || contender.publishes())) {
                        Result result = run(kind, contender, load, offered);
                        results.add(result);
                        print(result.toString());
                        if (contender == Contender.FLOOR && load == Load.BACKLOG) {
                            offered = (int) (result.events() * kind.offered());
                        }
                    }
                }
            }
        }
        Report report = new Report(results, skipped);
        report.write(TO);
        print(report.table());
        print(report.ratios());
    }

    private Result run(SourceKind kind, Contender contender, Load load, int offered) throws Exception {
        Path own = folder.resolve(kind + "-" + contender + "-" + load);
        return new Trial(kind, contender, load, own, List.of()).run(offered);
    }

    /** Runs of their own, since a recorder costs something too. */
    @Test
    void whereTheTimeGoes() throws Exception {
        StringBuilder text = new StringBuilder(
                "# Profiles of Weir\n\nOf a backlog, no budget, once warm; Java Flight Recorder. A sample counts for the first part,"
                        + " from the top of its stack.\n");
        for (SourceKind kind : SOURCES) {
            Path recording = folder.resolve(kind + ".jfr");
            Trial trial = new Trial(
                    kind,
                    Contender.WEIR,
                    Load.BACKLOG,
                    folder.resolve("profile-" + kind),
                    List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording));
            trial.run(0);
            text.append("\n## ").append(kind.text()).append('\n').append(Profile.of(recording, trial.measuredFrom()));
        }
        Files.createDirectories(TO);
        Files.writeString(TO.resolve("profile.md"), text);
        print(text.toString());
    }

    private static <E extends Enum<E>> Set<E> chosen(Class<E> type, String what) {
        String names = System.getProperty("weir.benchmark." + what, "");
        return names.isEmpty()
                ? EnumSet.allOf(type)
                : EnumSet.copyOf(Arrays.stream(names.split(","))
                        .map(name -> Enum.valueOf(type, name))
                        .toList());
    }

    private static void print(String text) {
        System.out.println(text);
    }
}
