package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.yaml.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesLoaderTest {
    private static final RulesSettings SETTINGS = new RulesSettings("events", Optional.empty());

    @TempDir
    private Path folder;

    @Test
    void theRulesFilesOfAFolderAreLoadedInTheOrderOfTheirNames() throws IOException {
        write("b.yml", "second");
        write("a.yaml", "first");
        write("a.test.yaml", "test");
        write(".hidden.yaml", "hidden");
        write("notes.txt", "text");
        Files.createDirectory(folder.resolve("folder.yaml"));

        LoadedRules loaded = RulesLoader.load(folder, SETTINGS);

        assertThat(loaded.findings()).isEmpty();
        assertThat(loaded.rules().orElseThrow().rules())
                .extracting(RuleSummary::name)
                .containsExactly("first", "second");
    }

    @Test
    void oneFileIsLoaded() throws IOException {
        Path file = write("a.yaml", "only");

        RuleSummary summary =
                RulesLoader.load(file, SETTINGS).rules().orElseThrow().rules().get(0);

        assertThat(summary)
                .isEqualTo(new RuleSummary(
                        "only",
                        file.toString(),
                        3,
                        List.of(),
                        "",
                        "",
                        List.of(),
                        List.of(),
                        "",
                        "",
                        Duration.ZERO,
                        false));
    }

    @Test
    void aFolderThatIsNotThereIsAFinding() {
        Path missing = folder.resolve("missing");

        assertThat(RulesLoader.load(missing, SETTINGS).findings())
                .extracting(Finding::text)
                .containsExactly(missing + ": there is no such file or folder");
    }

    @Test
    void aFolderWithoutRulesFilesIsAFinding() {
        LoadedRules loaded = RulesLoader.load(folder, SETTINGS);

        assertThat(loaded.rules()).isEmpty();
        assertThat(loaded.findings())
                .extracting(Finding::text)
                .containsExactly(folder + ": this folder has no rules files, which are named *.yaml or *.yml");
    }

    @Test
    void noFilesAreAFinding() {
        assertThat(RulesLoader.load(List.of(), SETTINGS).findings())
                .extracting(Finding::text)
                .containsExactly("rules: there are no rules files");
    }

    @Test
    void theHashTellsContentsApartAndNotPlaces() {
        String hash = hash("events", file("a.yaml", "one"), file("b.yaml", "two"));

        assertThat(hash).hasSize(64).isEqualTo(hash("events", file("x/b.yaml", "two"), file("x/a.yaml", "one")));
        assertThat(hash).isNotEqualTo(hash("other", file("a.yaml", "one"), file("b.yaml", "two")));
        assertThat(hash).isNotEqualTo(hash("events", file("a.yaml", "one"), file("b.yaml", "three")));
        assertThat(hash).isNotEqualTo(hash("events", file("a.yaml", "one")));
    }

    @Test
    void aDefaultHubThatTheServiceWouldRefuseIsABug() {
        assertThatThrownBy(() -> new RulesSettings("a/b", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the default hub must match ")
                .hasMessageEndingWith(", but is 'a/b'");
    }

    private static String hash(String hub, RulesFile... files) {
        return RulesLoader.load(List.of(files), new RulesSettings(hub, Optional.empty()))
                .rules()
                .orElseThrow()
                .hash();
    }

    private static RulesFile file(String name, String rule) {
        return new RulesFile(name, text(rule));
    }

    private Path write(String name, String rule) throws IOException {
        return Files.writeString(folder.resolve(name), text(rule));
    }

    private static String text(String rule) {
        return "version: 1\nrules:\n  - name: " + rule + "\n    to: []\n";
    }
}
