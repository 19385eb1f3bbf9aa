package dev.weir.local.webpubsub;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** HTTP as bytes on a socket, since clients tidy up what they send. */
final class RawHttp {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final LocalWebPubSub service;

    RawHttp(LocalWebPubSub service) {
        this.service = service;
    }

    /** The whole answer to one request, on a connection of its own. */
    String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The answer to a call with a token for exactly this target. */
    String call(String method, String target, String body, String... headers) throws IOException {
        return callWith(token(target), method, target, body, headers);
    }

    String callWith(String token, String method, String target, String body, String... headers) throws IOException {
        String extra = Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        boolean chunked = extra.contains("chunked");
        return exchange(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + service.port()
                + "\r\nConnection: close\r\nAuthorization: Bearer " + token + "\r\n" + extra
                + (chunked ? "" : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n") + "\r\n"
                + body);
    }

    String token(String audienceTarget) {
        return token(WebPubSubSettings.DEVELOPMENT_KEY, audienceTarget, 60);
    }

    String token(String key, String audienceTarget, long secondsToLive) {
        Clock clock = Clock.systemUTC();
        return new SignedTokens(List.of(new AccessKey(key)), clock)
                .sign(Json.object()
                        .put("aud", "http://127.0.0.1:" + service.port() + audienceTarget)
                        .put("exp", clock.instant().getEpochSecond() + secondsToLive));
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }
}
