package dev.weir.local.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page at {@code /local}, and the files that it is made of. */
final class PageRoutes {
    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "local.css", "text/css; charset=utf-8",
            "local.js", "text/javascript; charset=utf-8",
            "dom.js", "text/javascript; charset=utf-8",
            "entities.js", "text/javascript; charset=utf-8",
            "activity.js", "text/javascript; charset=utf-8",
            "faults.js", "text/javascript; charset=utf-8",
            "look.js", "text/javascript; charset=utf-8");

    void addTo(Routes routes) {
        routes.get("", call -> file("index.html")).get("page/{}", call -> file(call.name(0)));
    }

    private static Answer file(String name) throws Rejection {
        String type = FILES.get(name);
        if (type == null) {
            throw Rejection.notFound("there is nothing at this path");
        }
        try (InputStream in = PageRoutes.class.getClassLoader().getResourceAsStream("local/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the program does not carry local/" + name + "; it was not built whole");
            }
            return new Answer(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading local/" + name + " from the program failed", e);
        }
    }
}
