package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe of the cookbook is rules without findings, a sample event that they publish, and tests that pass. */
class CookbookTest {
    private static final Path COOKBOOK = Path.of("docs", "cookbook");

    static List<Path> recipes() throws IOException {
        try (Stream<Path> entries = Files.list(COOKBOOK)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    void aRecipeWorks(Path recipe) {
        Program validate = Program.run("validate", recipe);
        assertThat(validate.exitCode).as(validate.out()).isZero();
        assertThat(validate.out()).contains(" 0 errors");

        Program test = Program.run("test", recipe);
        assertThat(test.exitCode).as(test.out()).isZero();
        assertThat(test.out()).doesNotContain(" 0 tests");

        Program explain = Program.run("explain", "--rules", recipe, recipe.resolve("event.json"));
        assertThat(explain.exitCode).as(explain.err()).isZero();
        assertThat(explain.out()).contains("\nPublished");
    }

    @Test
    void thePageNamesEveryRecipe() throws IOException {
        String page = Files.readString(COOKBOOK.resolve("README.md"));

        for (Path recipe : recipes()) {
            String name = recipe.getFileName().toString();
            assertThat(page).contains("](" + name + "/rules.yaml)").contains("](" + name + "/rules.test.yaml)");
        }
    }
}
