package dev.weir.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.message.LaneKey;
import dev.weir.publish.Outcome;
import dev.weir.publish.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A hub that accepts all it is given, when it is told to answer. */
final class ScriptedHub implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it was given, answered or not. */
    final List<JsonNode> published = new ArrayList<>();

    private final List<CompletableFuture<Outcome>> unanswered = new ArrayList<>();
    private boolean answers = true;

    @Override
    public CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
        try {
            published.add(JSON.readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        if (answers) {
            outcome.complete(new Outcome.Accepted());
        } else {
            unanswered.add(outcome);
        }
        return outcome;
    }

    /** What comes from now on waits for its answer. */
    void fallSilent() {
        answers = false;
    }

    /** What comes from now on is answered at once. */
    void answerWhatComes() {
        answers = true;
    }

    /** Answers all that it owes. */
    void answerWhatWaits() {
        List<CompletableFuture<Outcome>> now = List.copyOf(unanswered);
        unanswered.clear();
        now.forEach(attempt -> attempt.complete(new Outcome.Accepted()));
    }

    /** The entities that were removed, each as often as it was. */
    List<String> removals() {
        List<String> entities = new ArrayList<>();
        for (JsonNode batch : published) {
            for (JsonNode update : batch.path("updates")) {
                if (update.path("op").asText().equals("remove")) {
                    entities.add(update.path("entity").asText());
                }
            }
        }
        return entities;
    }
}
