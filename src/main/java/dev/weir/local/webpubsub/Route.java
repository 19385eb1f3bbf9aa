package dev.weir.local.webpubsub;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation's place.
 *
 * @param operation its name in the service's OpenAPI description, without the common prefix
 * @param method the HTTP method
 * @param path the segments below the hub, where {@code {}} stands for a name
 * @param body whether the call brings one
 * @param action what it does
 */
record Route(String operation, HttpMethod method, List<String> path, Body body, Action action) {
    private static final String NAME = "{}";

    Route {
        path = List.copyOf(path);
    }

    static Route of(String operation, HttpMethod method, String path, Action action) {
        return new Route(operation, method, List.of(path.split("/", -1)), Body.NONE, action);
    }

    static Route withBody(String operation, String path, Action action) {
        return new Route(operation, HttpMethod.POST, List.of(path.split("/", -1)), Body.SENT, action);
    }

    boolean fits(List<String> segments) {
        if (segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals(NAME) && !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the placeholders. */
    List<String> names(List<String> segments) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).equals(NAME)) {
                names.add(segments.get(i));
            }
        }
        return names;
    }

    /** What an operation does with a call. */
    @FunctionalInterface
    interface Action {
        void run(RestCall call) throws RequestRejected;
    }

    /** Whether a call brings a body that is read. */
    enum Body {
        NONE,
        SENT
    }
}
