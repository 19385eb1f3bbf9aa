package dev.weir.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A page of an {@link Application} in a real browser, on a network of its own. One thread. */
final class ClientPage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Application application;
    private final String kind;
    private final LossyProxy network;
    private final Page page;

    /** @param kind its connector, and whether that is to be reliable */
    ClientPage(Browser browser, Application application, String kind) throws IOException {
        this.application = application;
        this.kind = kind;
        this.network = LossyProxy.to(application.servicePort());
        this.page = browser.newContext().newPage();
    }

    /** Shows a group, by the client that a bridge serves. */
    void open(String group, int bridge) {
        page.navigate(application.origin());
        page.evaluate(
                "async (options) => (await import('/page.js')).show(options)",
                Map.of("bridge", "http://127.0.0.1:" + bridge, "kind", kind, "group", group, "network", network.port()));
    }

    LossyProxy network() {
        return network;
    }

    /** What it shows, by entity. */
    Map<String, JsonNode> shown() throws IOException {
        Map<String, JsonNode> states = new HashMap<>();
        JSON.readTree((String) page.evaluate("async () => (await import('/page.js')).shown()"))
                .properties()
                .forEach(state -> states.put(state.getKey(), state.getValue()));
        return states;
    }

    /** Where it showed an older state after a newer one. */
    List<?> regressions() {
        return (List<?>) page.evaluate("() => globalThis.page.regressions");
    }

    @Override
    public void close() throws IOException {
        page.context().close();
        network.close();
    }

    @Override
    public String toString() {
        return "the page by the " + kind + " connector";
    }
}
