package dev.weir.local.webpubsub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The REST data plane below {@code /api}: finds the operation, checks the token, reads the body where there is one,
 * counts the answer. Belongs to the event-loop thread.
 */
final class RestApi {
    private static final int NAMES_START = 3;
    private static final List<String> HEALTH = List.of("api", "health");
    private static final String UNKNOWN = "unknown";

    private final SignedTokens tokens;
    private final Audience audience;
    private final int maxBodyBytes;
    private final List<Route> routes;
    private final AnsweredCalls answered;

    RestApi(SignedTokens tokens, Audience audience, Limits limits, List<Route> routes, AnsweredCalls answered) {
        this.tokens = tokens;
        this.audience = audience;
        maxBodyBytes = limits.bodyBytes();
        this.routes = List.copyOf(routes);
        this.answered = answered;
    }

    void handle(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        if (target.segments().equals(HEALTH)) {
            answered.count(request, target, "HealthApi_GetServiceStatus");
            health(request, target);
        } else {
            operate(request, target);
        }
    }

    private void operate(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        List<String> segments = target.segments();
        boolean belowAHub = segments.size() > NAMES_START && segments.get(1).equals("hubs");
        List<String> rest = belowAHub ? segments.subList(NAMES_START, segments.size()) : List.of();
        List<Route> atPath = routes.stream().filter(route -> route.fits(rest)).toList();
        Optional<Route> route = atPath.stream()
                .filter(candidate -> candidate.method().equals(request.method()))
                .findFirst();
        answered.count(request, target, route.map(Route::operation).orElse(UNKNOWN));
        if (!belowAHub) {
            throw RequestRejected.notFound("there is nothing at this path");
        }
        audience.checkCall(tokens.verify(Bearer.ofCall(request)), request, target);
        ApiVersion.check(target);
        String hub = segments.get(2);
        Hubs.checkName(hub);
        if (route.isEmpty()) {
            throw noSuchOperation(request, atPath);
        }
        List<String> names = route.get().names(rest);
        if (names.stream().anyMatch(String::isEmpty)) {
            throw RequestRejected.badRequest("a name in the path is empty");
        }
        if (route.get().body() == Route.Body.SENT) {
            readBody(request, body -> run(route.get(), new RestCall(request, target, hub, names, body)));
        } else {
            run(route.get(), new RestCall(request, target, hub, names, Buffer.buffer()));
        }
    }

    private static void run(Route route, RestCall call) {
        try {
            route.action().run(call);
        } catch (RequestRejected e) {
            call.reject(e);
        } catch (RuntimeException e) {
            Answers.failure(call.request(), e);
        }
    }

    private static void health(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        ApiVersion.check(target);
        if (!request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader("Allow", "HEAD");
            throw methodNotAllowed();
        }
        request.response().setStatusCode(200).end();
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

    private static RequestRejected noSuchOperation(HttpServerRequest request, List<Route> atPath) {
        if (atPath.isEmpty()) {
            return RequestRejected.notFound("the service has no such operation");
        }
        String allowed =
                atPath.stream().map(route -> route.method().name()).distinct().collect(Collectors.joining(", "));
        request.response().putHeader("Allow", allowed);
        return methodNotAllowed();
    }

    private static RequestRejected methodNotAllowed() {
        return new RequestRejected(405, "Error.Method.NotAllowed", "the operation has another method");
    }
}
