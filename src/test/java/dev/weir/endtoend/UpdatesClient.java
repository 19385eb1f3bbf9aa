package dev.weir.endtoend;

import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.guarantee.AtLeastOnce;
import dev.weir.guarantee.Guarantee;
import dev.weir.guarantee.NewestStateWins;
import dev.weir.guarantee.OrderPerEntity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that applies the version rule, as every client of Weir does, and watches what it sees. Written from the
 * wire format, without the bridge's own classes.
 */
final class UpdatesClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> held = new HashMap<>();
    private final List<String> regressions = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final Map<String, Long> lastSeq = new HashMap<>();
    private final Map<String, Long> lastInEpoch = new HashMap<>();
    private final Map<String, Long> first = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;
    private int batches;
    private boolean lastBatchWasEmpty;
    private int updates;
    private int dropped;
    private final List<Guarantee> guarantees = List.of(new AtLeastOnce(), new OrderPerEntity(), new NewestStateWins());

    private UpdatesClient(URI url) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("json.webpubsub.azure.v1")
                .buildAsync(url, this)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Joins a group of the hub {@code updates}. */
    static UpdatesClient join(String connectionString, String group) {
        return join(connectionString, "updates", group);
    }

    static UpdatesClient join(String connectionString, String hub, String group) {
        String url = new WebPubSubServiceClientBuilder()
                .connectionString(connectionString)
                .hub(hub)
                .buildClient()
                .getClientAccessToken(new GetClientAccessTokenOptions().setGroups(List.of(group)))
                .getUrl();
        return new UpdatesClient(URI.create(url));
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            read(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void read(String frame) {
        try {
            JsonNode message = JSON.readTree(frame);
            if (message.path("type").asText().equals("message")) {
                apply(message.get("data"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void apply(JsonNode batch) {
        batches++;
        guarantees.forEach(guarantee -> guarantee.received(batch));
        String stream = batch.get("lane").asText() + " " + batch.get("epoch").asText();
        long seq = batch.get("seq").asLong();
        Long before = lastSeq.put(stream, seq);
        // An empty batch repeats the last number, so even the next one tells of a loss.
        lastBatchWasEmpty = batch.get("updates").isEmpty();
        long expected = lastBatchWasEmpty ? 0 : 1;
        if (before != null && seq > before + expected) {
            gaps.add(stream + " " + before + " -> " + seq);
        }
        for (JsonNode update : batch.get("updates")) {
            updates++;
            String entity = update.get("entity").asText();
            // Within one life of a lane nothing older comes after something newer, whatever the version rule would
            // drop.
            long n = update.at("/data/n").asLong();
            first.putIfAbsent(entity, n);
            Long lastSent = lastInEpoch.put(stream + " " + entity, n);
            if (lastSent != null && n < lastSent) {
                regressions.add(stream + " " + entity + ": " + lastSent + " then " + n);
            }
            JsonNode current = held.get(entity);
            if (current != null && !isHigher(update.get("version"), current.get("version"))) {
                dropped++;
                continue;
            }
            if (current != null
                    && update.at("/data/n").asLong() <= current.at("/data/n").asLong()) {
                regressions.add(entity + ": " + current + " then " + update);
            }
            held.put(entity, update);
        }
    }

    private static boolean isHigher(JsonNode version, JsonNode current) {
        if (!version.get(0).equals(current.get(0))) {
            return true;
        }
        return version.get(1).asLong() > current.get(1).asLong();
    }

    /** The counter {@code n} of each entity that is held. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new HashMap<>();
        held.forEach(
                (entity, update) -> counters.put(entity, update.at("/data/n").asLong()));
        return counters;
    }

    /** From now on the first that comes of each entity counts as {@linkplain #first() first}. */
    synchronized void forgetFirst() {
        first.clear();
    }

    /** The counter {@code n} of each entity's first update. */
    synchronized Map<String, Long> first() {
        return Map.copyOf(first);
    }

    /** All guarantees that a client can watch, as one, to be told of what was sent. */
    Guarantee guarantees() {
        return new Guarantee() {
            @Override
            public void sent(String lane, String entity, long n) {
                synchronized (UpdatesClient.this) {
                    guarantees.forEach(guarantee -> guarantee.sent(lane, entity, n));
                }
            }

            @Override
            public List<String> violations() {
                return UpdatesClient.this.violations();
            }
        };
    }

    /** What was broken of the guarantees, at most some of it. */
    synchronized List<String> violations() {
        return guarantees.stream()
                .flatMap(guarantee -> guarantee.violations().stream())
                .limit(5)
                .toList();
    }

    /** Updates that came older after newer: within one epoch, or past the version rule. */
    synchronized List<String> regressions() {
        return List.copyOf(regressions);
    }

    /** Batches that are missing within one epoch. */
    synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }

    synchronized int batches() {
        return batches;
    }

    /** Whether a lane has told last that nothing more waits in it: it repeats its last number in an empty batch. */
    synchronized boolean lastBatchWasEmpty() {
        return lastBatchWasEmpty;
    }

    synchronized int updates() {
        return updates;
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public synchronized String toString() {
        return batches + " batches, " + updates + " updates, " + dropped + " dropped by version, " + held.size()
                + " entities";
    }
}
