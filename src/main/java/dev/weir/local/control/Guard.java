package dev.weir.local.control;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites' pages away, which a browser on this machine may show beside this one's. A site that lets its own
 * name point here (DNS rebinding) betrays itself by the {@code Host} header; a page that sends requests across sites, by
 * {@code Origin}. A {@code POST} must say that it brings JSON, and {@code PUT} and {@code DELETE} are no simple
 * requests: for these a browser first asks this server, across sites, and never gets leave.
 */
final class Guard {
    private final String ownHost;

    /**
     * @param ownHost the host that this service was told to listen on
     */
    Guard(String ownHost) {
        this.ownHost = ownHost.toLowerCase(Locale.ROOT);
    }

    void check(String method, @Nullable String host, @Nullable String origin, @Nullable String contentType)
            throws Rejection {
        if (host == null || !isOurs(nameOf(host.toLowerCase(Locale.ROOT)))) {
            throw Rejection.forbidden("the Host header must be an IP address, localhost, a name without a dot or the"
                    + " name that the services listen on, but was " + (host == null ? "missing" : "'" + host + "'"));
        }
        if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            throw Rejection.forbidden("pages of other origins may not use this one, and '" + origin + "' is another");
        }
        if (method.equals("POST") && !isJson(contentType)) {
            throw new Rejection(
                    415,
                    "UnsupportedMediaType",
                    "a POST must have the Content-Type application/json, but had "
                            + (contentType == null ? "none" : "'" + contentType + "'"));
        }
    }

    // Nobody can register what these names stand for, so no foreign site can have them.
    private boolean isOurs(String name) {
        return !name.isEmpty()
                && (name.equals(ownHost)
                        || name.indexOf('.') < 0
                        || name.endsWith(".localhost")
                        || name.endsWith(".internal")
                        || NetUtil.isValidIpV4Address(name));
    }

    private static String nameOf(String host) {
        if (host.startsWith("[")) {
            // The brackets of an IPv6 address hold no name at all.
            int end = host.indexOf(']');
            return end > 1 && NetUtil.isValidIpV6Address(host.substring(1, end)) ? "localhost" : "";
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().equalsIgnoreCase("application/json");
    }
}
