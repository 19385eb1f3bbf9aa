package dev.weir.bench;

import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that is in every tenant's group, and writes down when it saw which event. It looks for the events' own
 * text, whatever they are wrapped into.
 */
final class Viewer implements WebSocket.Listener, AutoCloseable {
    private static final String ID = "\"id\":\"e";
    private static final String NUMBER = "\"n\":";

    private final StringBuilder text = new StringBuilder();
    private final Sightings sightings = new Sightings();
    private final CountDownLatch joined = new CountDownLatch(Workload.TENANTS);
    private final WebSocket socket;
    private long bytes;

    private Viewer(String url) throws InterruptedException {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("json.webpubsub.azure.v1")
                .buildAsync(URI.create(url), this)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        for (int tenant = 0; tenant < Workload.TENANTS; tenant++) {
            socket.sendText(
                            "{\"type\":\"joinGroup\",\"ackId\":" + (tenant + 1) + ",\"group\":\"tenant:"
                                    + Workload.tenant(tenant) + "\"}",
                            true)
                    .join();
        }
        if (!joined.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The client could not join every tenant's group");
        }
    }

    static Viewer join(String connectionString) throws InterruptedException {
        return new Viewer(new WebPubSubServiceClientBuilder()
                .connectionString(connectionString)
                .hub("updates")
                .buildClient()
                .getClientAccessToken(new GetClientAccessTokenOptions().setRoles(List.of("webpubsub.joinLeaveGroup")))
                .getUrl());
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        if (last && text.length() == 0) {
            read(part.toString());
        } else {
            text.append(part);
            if (last) {
                read(text.toString());
                text.setLength(0);
            }
        }
        from.request(1);
        return null;
    }

    private void read(String message) {
        if (message.contains("\"type\":\"ack\"")) {
            joined.countDown();
            return;
        }
        long now = System.currentTimeMillis();
        bytes += message.length();
        for (int at = message.indexOf(ID); at >= 0; at = message.indexOf(ID, at + 1)) {
            int number = message.indexOf(NUMBER, at);
            sightings.saw(integer(message, at + ID.length()), integer(message, number + NUMBER.length()), now);
        }
    }

    private static int integer(String text, int from) {
        int value = 0;
        for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            value = 10 * value + text.charAt(i) - '0';
        }
        return value;
    }

    /** How many characters came, envelopes included; all of them are ASCII. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized Sightings sightings() {
        return sightings.copy();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
