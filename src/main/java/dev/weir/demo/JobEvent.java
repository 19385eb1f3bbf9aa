package dev.weir.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job's state as a structured CloudEvent in the shape of GitHub's {@code workflow_job} webhook. */
final class JobEvent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobEvent() {}

    static FeedMessage of(Job job, String id, Instant now) {
        Job.Run run = job.run();
        String action = text(job.status());
        String repository = run.organization().login() + "/" + run.repository().name();
        ObjectNode event = JSON.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", "https://github.com/" + repository);
        event.put("type", "com.github.workflow_job." + action);
        event.put("time", now.toString());
        event.put("datacontenttype", "application/json");
        ObjectNode data = event.putObject("data");
        data.put("action", action);
        data.set("workflow_job", workflowJob(job));
        data.putObject("repository")
                .put("name", run.repository().name())
                .put("full_name", repository)
                .put("private", true)
                .put("html_url", "https://github.com/" + repository)
                .put("default_branch", "main");
        data.putObject("organization")
                .put("login", run.organization().login())
                .put("id", run.organization().id());
        data.putObject("sender").put("login", run.sender()).put("type", "User");
        return new FeedMessage(
                run.organization().login(), id, "application/cloudevents+json; charset=utf-8", "", bytes(event));
    }

    private static ObjectNode workflowJob(Job job) {
        Job.Run run = job.run();
        ObjectNode node = JSON.createObjectNode();
        node.put("id", job.id());
        node.put("run_id", run.id());
        node.put("run_attempt", run.attempt());
        node.put("workflow_name", run.workflow().name());
        node.put("head_branch", run.branch());
        node.put("name", job.plan().name());
        node.put("status", text(job.status()));
        node.put("conclusion", job.conclusion());
        node.put("started_at", time(job.startedAt()));
        node.put("completed_at", time(job.completedAt()));
        node.putArray("labels").add("ubuntu-latest");
        node.put("runner_name", job.runner());
        ArrayNode steps = node.putArray("steps");
        for (Job.Step step : job.steps()) {
            steps.addObject()
                    .put("name", step.name())
                    .put("number", steps.size())
                    .put("status", text(step.status()))
                    .put("conclusion", step.conclusion())
                    .put("started_at", time(step.startedAt()))
                    .put("completed_at", time(step.completedAt()));
        }
        return node;
    }

    private static String text(Job.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values must be writable as JSON", e);
        }
    }
}
