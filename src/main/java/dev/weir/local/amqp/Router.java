package dev.weir.local.amqp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what stands behind an address. {@code $cbs} is answered here, and takes any token: nobody is kept out. */
final class Router {
    private static final RequestNode TOKENS = request -> request.operation().equals("put-token")
            ? Response.of(202, "Accepted")
            : Response.failure(
                    400, new AmqpError(AmqpError.NOT_IMPLEMENTED, "unknown operation '" + request.operation() + "'"));

    private final List<Service> services;

    Router(List<Service> services) {
        this.services = List.copyOf(services);
    }

    Optional<Node> find(@Nullable String address) {
        if (address == null) {
            return Optional.empty();
        }
        String path = path(address);
        if (path.equals("$cbs")) {
            return Optional.of(TOKENS);
        }
        for (Service service : services) {
            Optional<Node> found = service.find(path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The path of an address in lower case, without scheme, host and leading slash. */
    static String path(String address) {
        String path = address.toLowerCase(Locale.ROOT);
        int scheme = path.indexOf("://");
        if (scheme >= 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "" : path.substring(slash);
        }
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
