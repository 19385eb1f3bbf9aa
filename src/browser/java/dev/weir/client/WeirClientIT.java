package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code weir-client} does in a real Chromium with the test vectors what they say. */
class WeirClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORIGIN = "http://weir-client.test/";

    private static Playwright playwright;
    private static Page page;

    @BeforeAll
    static void openPage() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
        page = browser.newPage();
        page.route(ORIGIN + "**", WeirClientIT::serve);
        page.navigate(ORIGIN);
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    /** The client and the tests' own modules as they stand in the repository, and an empty page. */
    private static void serve(Route route) {
        String path = route.request().url().substring(ORIGIN.length());
        Path file = Path.of(path.startsWith("test/") ? "src/test/javascript/client" : "src/main/resources/client")
                .resolve(path.substring(path.startsWith("test/") ? "test/".length() : 0));
        if (path.isEmpty()) {
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html>"));
        } else {
            try {
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody(Files.readString(file)));
            } catch (IOException e) {
                route.fulfill(new Route.FulfillOptions().setStatus(404));
            }
        }
    }

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : WireVectorsTest.files()) {
            for (JsonNode vector : JSON.readTree(file.toFile())) {
                tests.add(DynamicTest.dynamicTest(
                        file.getFileName() + " > " + vector.get("name").textValue(),
                        () -> assertThat(differences(vector)).isEmpty()));
            }
        }
        return tests;
    }

    private static List<?> differences(JsonNode vector) {
        // As text, since the driver would lose keys such as __proto__.
        return (List<?>) page.evaluate(
                """
                async (json) => {
                  const { WeirClient } = await import('/weir-client.js');
                  const { differences } = await import('/test/vectors.js');
                  return differences(WeirClient, JSON.parse(json));
                }""",
                vector.toString());
    }
}
