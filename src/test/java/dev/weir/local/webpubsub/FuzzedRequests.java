package dev.weir.local.webpubsub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** HTTP requests to the port of Web PubSub: right ones changed within, and right ones changed as bytes. */
final class FuzzedRequests {
    private static final String VERSION = "api-version=2024-12-01";
    private static final String HUB = "/api/hubs/orders/";
    private static final List<Request> SEEDS = List.of(
            new Request("POST", HUB + ":send?" + VERSION + "&filter=%s", "userId eq 'bob'", "application/json", "{}"),
            new Request("POST", HUB + "groups/%s/:send?" + VERSION, "a b", "text/plain", "hello"),
            new Request("POST", HUB + "users/%s/:send?messageTtlSeconds=5&" + VERSION, "ann", "text/plain", "hello"),
            new Request("POST", HUB + "connections/x/:send?excluded=%s&" + VERSION, "y", "text/plain", "hello"),
            new Request(
                    "POST",
                    HUB + ":addToGroups?%s&" + VERSION,
                    "a",
                    "application/json",
                    "{\"groups\":[\"a\",\"b\"],\"filter\":\"not ('a' in groups) and userId ne null\"}"),
            new Request("POST", HUB + ":generateToken?userId=%s&role=r&group=g&" + VERSION, "ann", "", ""),
            new Request("GET", HUB + "groups/a/connections?top=5&maxpagesize=3&" + VERSION, "", "", ""),
            new Request("GET", HUB + "groups/a/connections?continuationToken=%s&" + VERSION, "1", "", ""),
            new Request("PUT", HUB + "permissions/sendToGroup/connections/%s?targetName=g&" + VERSION, "x", "", ""),
            new Request("HEAD", HUB + "groups/%s?" + VERSION, "a", "", ""),
            new Request("DELETE", HUB + "users/%s/groups?" + VERSION, "ann", "", ""),
            new Request("POST", HUB + "groups/%s/:closeConnections?" + VERSION, "none", "", ""),
            new Request("GET", "/client/hubs/orders?access_token=%s", "x", "", ""),
            new Request("GET", "/local/queues/q/messages?from=%s", "0", "", ""),
            new Request(
                    "POST",
                    "/local/topics/t/subscriptions/%s/rules",
                    "all",
                    "application/json",
                    "{\"name\":\"r\",\"sqlFilter\":\"a LIKE 'x%' AND NOT (b IN (1, 2))\",\"action\":\"SET a = b + 1\"}"),
            new Request(
                    "POST",
                    "/local/queues/q/messages",
                    "",
                    "application/json",
                    "{\"text\":\"x\",\"properties\":{\"n\":1}}"));

    private final RawHttp http;
    private final Random random;
    private final Scramble scramble;

    FuzzedRequests(RawHttp http, Random random) {
        this.http = http;
        this.random = random;
        scramble = new Scramble(random);
    }

    /** A request of which the part in its target, the body, or both are changed, and that is signed for what it became. */
    private record Request(String method, String target, String part, String type, String body) {
        byte[] bytes(RawHttp http, UnaryOperator<String> changePart, UnaryOperator<String> changeBody) {
            String full = target.replace("%s", URLEncoder.encode(changePart.apply(part), StandardCharsets.UTF_8));
            byte[] sent = changeBody.apply(body).getBytes(StandardCharsets.UTF_8);
            String head = method + " " + full + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + http.token(full) + "\r\n" + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Length: " + sent.length + "\r\n\r\n";
            byte[] bytes = new byte[head.length() + sent.length];
            System.arraycopy(head.getBytes(StandardCharsets.UTF_8), 0, bytes, 0, head.length());
            System.arraycopy(sent, 0, bytes, head.length(), sent.length);
            return bytes;
        }
    }

    byte[] next() {
        Request seed = SEEDS.get(random.nextInt(SEEDS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> seed.bytes(http, scramble::of, UnaryOperator.identity());
            case 1 -> seed.bytes(http, UnaryOperator.identity(), scramble::of);
            case 2 -> scramble.of(seed.bytes(http, UnaryOperator.identity(), UnaryOperator.identity()));
            default -> seed.bytes(http, scramble::of, scramble::of);
        };
    }
}
