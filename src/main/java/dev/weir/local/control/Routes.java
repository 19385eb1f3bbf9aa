package dev.weir.local.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which action answers which method and path; a path segment {@code {}} stands for any name. */
final class Routes {
    private static final String ANY = "{}";

    private final List<Route> routes = new ArrayList<>();

    /** What answers a call, on the thread of {@code /local}. */
    @FunctionalInterface
    interface Action {
        Answer answer(Call call) throws Rejection;
    }

    Routes get(String path, Action action) {
        return add("GET", path, action);
    }

    Routes post(String path, Action action) {
        return add("POST", path, action);
    }

    Routes put(String path, Action action) {
        return add("PUT", path, action);
    }

    Routes delete(String path, Action action) {
        return add("DELETE", path, action);
    }

    private Routes add(String method, String path, Action action) {
        routes.add(new Route(method, path.isEmpty() ? List.of() : List.of(path.split("/")), action));
        return this;
    }

    Answer answer(Call call) throws Rejection {
        TreeSet<String> others = new TreeSet<>();
        for (Route route : routes) {
            Optional<List<String>> names = route.match(call.segments());
            if (names.isPresent()) {
                if (route.method.equals(call.method())) {
                    return route.action.answer(call.with(names.get()));
                }
                others.add(route.method);
            }
        }
        if (others.isEmpty()) {
            throw Rejection.notFound("there is nothing at this path");
        }
        throw new Rejection(
                405, "MethodNotAllowed", "this path takes " + String.join(", ", others) + ", not " + call.method());
    }

    private record Route(String method, List<String> path, Action action) {
        /** What stands in the placeholders; empty when the path is another one. */
        Optional<List<String>> match(List<String> segments) {
            if (segments.size() != path.size()) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (path.get(i).equals(ANY)) {
                    names.add(segments.get(i));
                } else if (!path.get(i).equals(segments.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(names);
        }
    }
}
