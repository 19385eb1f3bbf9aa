package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Says so where the tests in a browser are left out. */
class BrowserIT {
    @Test
    void thePagesTestsAreRunWhereThereIsAChromium() {
        assumeTrue(
                Files.exists(Path.of("/usr/bin/chromium")),
                "There is no /usr/bin/chromium, so the tests under src/browser are left out");

        assertThatCode(() -> Class.forName("dev.weir.endtoend.DemoPageIT")).doesNotThrowAnyException();
    }
}
