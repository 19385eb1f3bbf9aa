package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The REST call that lists a group's connections page by page, in the order of connecting. A page continues behind the
 * last connection of the one before, so that nobody is listed twice or left out because others came or went.
 */
final class GroupListing {
    private static final int MAX_PAGE_SIZE = 200;

    private final Hubs hubs;
    private final Supplier<String> authority;

    GroupListing(Hubs hubs, Supplier<String> authority) {
        this.hubs = hubs;
        this.authority = authority;
    }

    void list(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        int pageSize = call.number("maxpagesize", 1, MAX_PAGE_SIZE).orElse(MAX_PAGE_SIZE);
        int top = call.number("top", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
        long behind = position(call);
        List<ClientConnection> rest =
                hubs.find(call.hub()).map(hub -> hub.inGroup(call.name(0))).orElse(List.of()).stream()
                        .filter(connection -> connection.number() > behind)
                        .sorted(Comparator.comparingLong(ClientConnection::number))
                        .toList();
        List<ClientConnection> page = rest.subList(0, Math.min(rest.size(), Math.min(pageSize, top)));
        ObjectNode answer = Json.object();
        ArrayNode value = answer.putArray("value");
        for (ClientConnection connection : page) {
            ObjectNode member = value.addObject().put("connectionId", connection.id());
            connection.userId().ifPresent(userId -> member.put("userId", userId));
        }
        int left = top - page.size();
        if (page.size() < rest.size() && left > 0) {
            long last = page.get(page.size() - 1).number();
            answer.put(
                    "nextLink", nextLink(call, last, top == Integer.MAX_VALUE ? Optional.empty() : Optional.of(left)));
        }
        call.answerJson(answer);
    }

    private static long position(RestCall call) throws RequestRejected {
        Optional<String> token = call.target().parameter("continuationToken");
        if (token.isEmpty()) {
            return 0;
        }
        if (!token.get().matches("\\d{1,18}")) {
            throw RequestRejected.badRequest("continuationToken is none that a page before had in its nextLink");
        }
        return Long.parseLong(token.get());
    }

    private String nextLink(RestCall call, long last, Optional<Integer> left) {
        StringBuilder link =
                new StringBuilder("http://" + authority.get() + call.target().rawPath());
        link.append("?continuationToken=").append(last);
        call.target().parameter("maxpagesize").ifPresent(size -> link.append("&maxpagesize=" + size));
        left.ifPresent(count -> link.append("&top=" + count));
        String version = call.target().parameter("api-version").orElse("");
        return link.append("&api-version=")
                .append(URLEncoder.encode(version, StandardCharsets.UTF_8))
                .toString();
    }
}
