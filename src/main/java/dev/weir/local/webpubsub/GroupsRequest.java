package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What {@code :addToGroups} and {@code :removeFromGroups} are sent.
 *
 * @param groups the groups' names, valid
 * @param filter which connections are meant
 */
record GroupsRequest(List<String> groups, Predicate<ClientConnection> filter) {
    GroupsRequest {
        groups = List.copyOf(groups);
    }

    static GroupsRequest of(RestCall call) throws RequestRejected {
        String mediaType = call.contentType().orElse("application/json").split(";", 2)[0];
        if (!mediaType.strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new RequestRejected(
                    415,
                    "Error.ContentType.NotSupported",
                    "the content type must be application/json, but was '" + mediaType + "'");
        }
        JsonNode json = json(call);
        return new GroupsRequest(groups(json.path("groups")), ConnectionFilter.of(filter(json.path("filter"))));
    }

    private static JsonNode json(RestCall call) throws RequestRejected {
        try {
            return Json.parse(Utf8.decode(call.body().getBytes()));
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw RequestRejected.badRequest("the body is not valid JSON");
        }
    }

    private static List<String> groups(JsonNode names) throws RequestRejected {
        if (!names.isArray() || names.isEmpty()) {
            throw RequestRejected.badRequest("'groups' must be an array of at least one group's name");
        }
        List<String> groups = new ArrayList<>();
        for (JsonNode name : names) {
            if (!name.isTextual()) {
                throw RequestRejected.badRequest("'groups' must hold texts, but holds " + name);
            }
            GroupName.check(name.asText());
            groups.add(name.asText());
        }
        return groups;
    }

    private static Optional<String> filter(JsonNode filter) throws RequestRejected {
        if (filter.isMissingNode() || filter.isNull()) {
            return Optional.empty();
        }
        if (!filter.isTextual()) {
            throw RequestRejected.badRequest("'filter' must be a text, but was " + filter);
        }
        return Optional.of(filter.asText());
    }
}
