package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom and with what a client may connect: by its token, and by the event handler that was asked.
 *
 * @param userId the user, if there is one
 * @param roles what it may do with groups
 * @param groups the groups that it is in from the start, valid
 * @param subprotocol the one that is agreed on; empty for none
 */
record Admission(Optional<String> userId, List<String> roles, List<String> groups, Optional<String> subprotocol) {
    Admission {
        roles = List.copyOf(roles);
        groups = List.copyOf(groups);
    }

    /** What a token's claims say; of the subprotocols that the client offers, the first that the service has. */
    static Admission of(JsonNode claims, List<String> offered, Limits limits) throws RequestRejected {
        JsonNode subject = claims.path("sub");
        return new Admission(
                        subject.isTextual() ? Optional.of(subject.asText()) : Optional.empty(),
                        strings(claims.path("role")),
                        strings(claims.path("webpubsub.group")),
                        offered.stream()
                                .filter(Subprotocol.wireNames()::contains)
                                .findFirst())
                .checked(limits);
    }

    /** What the event handler changed: groups only where it named some, all else where it named it. */
    Admission answered(JsonNode answer, List<String> offered, Limits limits) throws RequestRejected {
        JsonNode user = answer.path("userId");
        JsonNode chosen = answer.path("subprotocol");
        if (chosen.isTextual() && !offered.contains(chosen.asText())) {
            throw new RequestRejected(
                    500,
                    "Error.Upstream.Invalid",
                    "the event handler chose a subprotocol that the client did not offer: " + chosen.asText());
        }
        return new Admission(
                        user.isTextual() ? Optional.of(user.asText()) : userId,
                        answer.path("roles").isArray() ? strings(answer.path("roles")) : roles,
                        answer.path("groups").isEmpty() ? groups : strings(answer.path("groups")),
                        chosen.isTextual() ? Optional.of(chosen.asText()) : subprotocol)
                .checked(limits);
    }

    private Admission checked(Limits limits) throws RequestRejected {
        if (groups.size() > limits.groupsPerConnection()) {
            throw RequestRejected.badRequest(
                    "the client would start in more than " + limits.groupsPerConnection() + " groups");
        }
        for (String group : groups) {
            GroupName.check(group);
        }
        return this;
    }

    /** A value that is one string or an array of them. */
    private static List<String> strings(JsonNode claim) {
        if (claim.isTextual()) {
            return List.of(claim.asText());
        }
        List<String> values = new ArrayList<>();
        claim.forEach(value -> values.add(value.asText()));
        return values;
    }
}
