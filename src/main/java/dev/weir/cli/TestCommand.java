package dev.weir.cli;

import dev.weir.rehearsal.CaseResult;
import dev.weir.rehearsal.CaseRunner;
import dev.weir.rehearsal.RehearsalSettings;
import dev.weir.rehearsal.TestCase;
import dev.weir.rehearsal.TestFileReader;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules test}: the tests beside the rules, on a virtual clock. */
@Command(
        name = "test",
        description = "Runs the tests beside the rules (*.test.yaml) on a virtual clock: no window is waited for.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "A folder of rules and tests, a file of rules, or a file of tests"
                    + " (default: the configuration's, else routing-rules).")
    @Nullable
    Path path;

    @Option(names = "--output", paramLabel = "text|json", description = "Form of the report (default: text).")
    Printed output = Printed.TEXT;

    @Mixin
    RulesInput rules;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    TestCommand(SurroundingsReader reader) {
        this.rules = new RulesInput(reader);
    }

    @Override
    public Integer call() throws IOException {
        Path given = path;
        boolean single = given != null && TestFileReader.isTestFile(given);
        RulesInput.Input input = rules.read(given != null && single ? folderOf(RulesInput.require(given)) : given);
        Findings ofTests = new Findings();
        TestFileReader reader = new TestFileReader(ofTests);
        List<TestCase> cases = new ArrayList<>();
        for (Path file : given != null && single ? List.of(given) : testFiles(input.path())) {
            cases.addAll(reader.read(file));
        }
        List<Finding> findings = new ArrayList<>(input.findings());
        findings.addAll(ofTests.sorted());
        List<CaseResult> results = new ArrayList<>();
        if (!input.isBroken()) {
            CaseRunner runner = new CaseRunner(
                    input.loaded().rules().orElseThrow(),
                    RehearsalSettings.of(RulesInput.onlySource(input.loaded()).orElse("unknown"))
                            .requestsPerSecond(input.surroundings().requestsPerSecond()));
            cases.forEach(test -> results.add(runner.run(test)));
        }
        TestReport report = new TestReport(input.path().toString(), findings, results);
        output.print(report, spec.commandLine().getOut());
        return report.passed() && !input.isBroken() && !ofTests.hasErrors()
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return file.getParent() == null || folder == null ? Path.of(".") : file.getParent();
    }

    /** Those of a folder; of a file of rules the one that is named after it. */
    private static List<Path> testFiles(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                return files.filter(TestFileReader::isTestFile).sorted().toList();
            }
        }
        String name = path.getFileName().toString().replaceAll("\\.ya?ml$", "");
        return Stream.of(name + ".test.yaml", name + ".test.yml")
                .map(path::resolveSibling)
                .filter(Files::exists)
                .toList();
    }
}
