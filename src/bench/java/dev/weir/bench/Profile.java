package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where a Flight Recorder profile says that the time and the allocations go, by the part that asked for them. */
final class Profile {
    private static final int SHOWN = 25;

    /** The first part of a stack, from its top, that one of these names is whose it is. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("dev.weir.source.", "Weir: sources, decoding, settlement");
        PARTS.put("dev.weir.rules.", "Weir: rules");
        PARTS.put("dev.weir.coalesce.", "Weir: lanes");
        PARTS.put("dev.weir.message.", "Weir: envelope");
        PARTS.put("dev.weir.publish.", "Weir: publisher");
        PARTS.put("dev.weir.webpubsub.", "Weir: transport");
        PARTS.put("dev.weir.metrics.", "Weir: metrics");
        PARTS.put("dev.weir.pipeline.", "Weir: pipeline");
        PARTS.put("com.nimbusds.", "tokens");
        PARTS.put("com.azure.messaging.webpubsub.", "Web PubSub SDK");
        PARTS.put("com.azure.core.http.", "Web PubSub SDK");
        PARTS.put("com.azure.", "Service Bus and Event Hubs SDKs");
        PARTS.put("com.microsoft.azure.", "Service Bus and Event Hubs SDKs");
        PARTS.put("org.apache.qpid.", "AMQP (proton-j)");
        PARTS.put("io.vertx.", "HTTP (Vert.x, Netty)");
        PARTS.put("io.netty.", "HTTP (Vert.x, Netty)");
        PARTS.put("reactor.", "Reactor");
    }

    private Profile() {}

    /** @param from when the contender was warm; what was before says nothing */
    static String of(Path recording, Instant from) throws IOException {
        Map<String, Double> time = new HashMap<>();
        Map<String, Double> methods = new HashMap<>();
        Map<String, Double> allocations = new HashMap<>();
        Map<String, Double> classes = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String type = event.getEventType().getName();
                RecordedStackTrace stack = event.getStackTrace();
                if (stack == null || stack.getFrames().isEmpty() || event.getStartTime().isBefore(from)) {
                    continue;
                }
                List<RecordedFrame> frames = stack.getFrames();
                if (type.equals("jdk.ExecutionSample")) {
                    time.merge(part(frames), 1.0, Double::sum);
                    methods.merge(name(frames.get(0)), 1.0, Double::sum);
                } else if (type.equals("jdk.ObjectAllocationSample")) {
                    double weight = event.getLong("weight");
                    allocations.merge(part(frames), weight, Double::sum);
                    classes.merge(withoutAddress(event.getClass("objectClass").getName()), weight, Double::sum);
                }
            }
        }
        return shares("Time by part", time)
                + shares("Time by method", methods)
                + shares("Allocated bytes by part", allocations)
                + shares("Allocated bytes by class", classes);
    }

    private static String part(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                if (type.startsWith(part.getKey())) {
                    return part.getValue();
                }
            }
        }
        return "else";
    }

    /** Hidden classes have another one in each run. */
    private static String withoutAddress(String className) {
        return className.replaceFirst("\\+0x.*", "");
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String shares(String title, Map<String, Double> weights) {
        double all = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        StringBuilder text = new StringBuilder("\n### " + title + "\n\n| | |\n|---|---:|\n");
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(entry -> text.append(String.format(
                        Locale.ROOT, "| `%s` | %.1f %% |%n", entry.getKey(), 100 * entry.getValue() / all)));
        return text.toString();
    }
}
