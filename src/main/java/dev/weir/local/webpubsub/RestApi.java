package dev.weir.local.webpubsub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The REST data plane below {@code /api}: finds the operation, checks the token, reads the body where there is one.
 * Belongs to the event-loop thread.
 */
final class RestApi {
    private static final int NAMES_START = 3;

    private final SignedTokens tokens;
    private final Audience audience;
    private final int maxBodyBytes;
    private final List<Route> routes;

    RestApi(
            SignedTokens tokens,
            Audience audience,
            Limits limits,
            Sends sends,
            Connections connections,
            Memberships memberships,
            ClientTokens clientTokens) {
        this.tokens = tokens;
        this.audience = audience;
        maxBodyBytes = limits.bodyBytes();
        routes = List.of(
                Route.send(":send", sends::toAll),
                Route.send("groups/{}/:send", sends::toGroup),
                Route.send("users/{}/:send", sends::toUser),
                Route.send("connections/{}/:send", sends::toConnection),
                Route.of(HttpMethod.HEAD, "connections/{}", connections::connectionExists),
                Route.of(HttpMethod.HEAD, "groups/{}", connections::groupExists),
                Route.of(HttpMethod.HEAD, "users/{}", connections::userExists),
                Route.of(HttpMethod.DELETE, "connections/{}", connections::closeOne),
                Route.of(HttpMethod.POST, ":closeConnections", connections::closeAll),
                Route.of(HttpMethod.POST, "groups/{}/:closeConnections", connections::closeGroup),
                Route.of(HttpMethod.POST, "users/{}/:closeConnections", connections::closeUser),
                Route.of(HttpMethod.PUT, "groups/{}/connections/{}", memberships::addConnection),
                Route.of(HttpMethod.DELETE, "groups/{}/connections/{}", memberships::removeConnection),
                Route.of(HttpMethod.DELETE, "connections/{}/groups", memberships::removeConnectionFromAll),
                Route.of(HttpMethod.PUT, "users/{}/groups/{}", memberships::addUser),
                Route.of(HttpMethod.DELETE, "users/{}/groups/{}", memberships::removeUser),
                Route.of(HttpMethod.DELETE, "users/{}/groups", memberships::removeUserFromAll),
                Route.of(HttpMethod.POST, ":generateToken", clientTokens::generate));
    }

    void handle(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        List<String> segments = target.segments();
        if (segments.equals(List.of("api", "health"))) {
            health(request, target);
            return;
        }
        if (segments.size() <= NAMES_START || !segments.get(1).equals("hubs")) {
            throw RequestRejected.notFound("there is nothing at this path");
        }
        audience.checkCall(tokens.verify(Bearer.ofCall(request)), request, target);
        requireApiVersion(target);
        String hub = segments.get(2);
        Hubs.checkName(hub);
        List<String> rest = segments.subList(NAMES_START, segments.size());
        Route route = route(request.method(), rest);
        List<String> names = route.names(rest);
        if (names.stream().anyMatch(String::isEmpty)) {
            throw RequestRejected.badRequest("a name in the path is empty");
        }
        if (route.body == Body.SENT) {
            readBody(request, body -> run(route, new RestCall(request, target, hub, names, body)));
        } else {
            run(route, new RestCall(request, target, hub, names, Buffer.buffer()));
        }
    }

    private static void run(Route route, RestCall call) {
        try {
            route.operation.run(call);
        } catch (RequestRejected e) {
            call.reject(e);
        } catch (RuntimeException e) {
            Answers.failure(call.request(), e);
        }
    }

    private static void health(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        requireApiVersion(target);
        if (!request.method().equals(HttpMethod.HEAD)) {
            throw methodNotAllowed();
        }
        request.response().setStatusCode(200).end();
    }

    private static void requireApiVersion(RequestTarget target) throws RequestRejected {
        if (target.parameter("api-version")
                .filter(version -> !version.isBlank())
                .isEmpty()) {
            throw RequestRejected.badRequest("the query parameter api-version is required");
        }
    }

    /** The service wants the length told beforehand, so that it never reads more than it takes. */
    private void readBody(HttpServerRequest request, Consumer<Buffer> next) throws RequestRejected {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            throw RequestRejected.badRequest("the request has no Content-Length");
        }
        if (!length.matches("\\d{1,9}") || Integer.parseInt(length) > maxBodyBytes) {
            throw RequestRejected.badRequest(
                    "the body may have " + maxBodyBytes + " bytes, but Content-Length is " + length);
        }
        request.body().onSuccess(next::accept);
    }

    private Route route(HttpMethod method, List<String> segments) throws RequestRejected {
        List<Route> atPath =
                routes.stream().filter(route -> route.fits(segments)).toList();
        if (atPath.isEmpty()) {
            throw RequestRejected.notFound("the local service has no such operation");
        }
        Optional<Route> found =
                atPath.stream().filter(route -> route.method.equals(method)).findFirst();
        return found.orElseThrow(RestApi::methodNotAllowed);
    }

    private static RequestRejected methodNotAllowed() {
        return new RequestRejected(405, "Error.Method.NotAllowed", "the operation has another method");
    }

    /** What an operation does with a call. */
    @FunctionalInterface
    private interface Operation {
        void run(RestCall call) throws RequestRejected;
    }

    private enum Body {
        NONE,
        SENT
    }

    /** An operation's place: a method, and the path below the hub, where {@code {}} stands for a name. */
    private record Route(HttpMethod method, List<String> path, Body body, Operation operation) {
        private static final String NAME = "{}";

        static Route of(HttpMethod method, String path, Operation operation) {
            return new Route(method, List.of(path.split("/", -1)), Body.NONE, operation);
        }

        static Route send(String path, Operation operation) {
            return new Route(HttpMethod.POST, List.of(path.split("/", -1)), Body.SENT, operation);
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

        List<String> names(List<String> segments) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (path.get(i).equals(NAME)) {
                    names.add(segments.get(i));
                }
            }
            return names;
        }
    }
}
