package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The REST call that makes a client's token, for callers that cannot sign one themselves. */
final class ClientTokens {
    private static final int DEFAULT_MINUTES = 60;
    private static final int MAX_MINUTES = 60 * 24 * 365;

    private final SignedTokens tokens;
    private final Supplier<String> authority;
    private final Clock clock;

    ClientTokens(SignedTokens tokens, Supplier<String> authority, Clock clock) {
        this.tokens = tokens;
        this.authority = authority;
        this.clock = clock;
    }

    void generate(RestCall call) throws RequestRejected {
        checkClientType(call);
        for (String group : call.target().parameters("group")) {
            GroupName.check(group);
        }
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = Json.object()
                .put("aud", "http://" + authority.get() + "/client/hubs/" + call.hub())
                .put("iat", now)
                .put("exp", now + lifetime(call).toSeconds());
        call.target().parameter("userId").ifPresent(userId -> claims.put("sub", userId));
        putAll(claims, "role", call.target().parameters("role"));
        putAll(claims, "webpubsub.group", call.target().parameters("group"));
        call.answerJson(Json.object().put("token", tokens.sign(claims)));
    }

    private static Duration lifetime(RestCall call) throws RequestRejected {
        return Duration.ofMinutes(call.number("minutesToExpire", 1, MAX_MINUTES).orElse(DEFAULT_MINUTES));
    }

    /** The description's two values; the second is for a protocol that this service does not speak. */
    private static void checkClientType(RestCall call) throws RequestRejected {
        String type = call.target().parameter("clientType").orElse("Default");
        if (!type.equalsIgnoreCase("Default")) {
            throw RequestRejected.badRequest(
                    "clientType must be Default, the only one that the local service has, but was '" + type + "'");
        }
    }

    private static void putAll(ObjectNode claims, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(claims.putArray(name)::add);
        }
    }
}
