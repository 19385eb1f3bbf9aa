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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rules test}: the tests beside the rules, on a virtual clock. */
@Command(
        name = "test",
        description = "Runs the tests beside the rules (*.test.yaml) on a virtual clock: no window is waited for."
                + " PATH may be a file of tests, too.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Mixin
    RulesArgument rules;

    @Mixin
    ReportOutput output = new ReportOutput();

    TestCommand(SurroundingsReader reader) {
        this.rules = new RulesArgument(reader);
    }

    @Override
    public Integer call() throws IOException {
        Path given = rules.path;
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
                    RehearsalSettings.of(SourceOption.onlySource(input.loaded()))
                            .budgets(input.surroundings().hubs()));
            cases.forEach(test -> results.add(runner.run(test)));
        }
        TestReport report = new TestReport(input.path().toString(), findings, results, rules.excerpts());
        return output.print(report, report.passed() && !input.isBroken() && !ofTests.hasErrors());
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
