package dev.weir.pipeline;

import dev.weir.source.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The sources as the bridge steers them: paused while there is a cause, resumed when the last one is gone; and what is to be
 * said about them. Safe on any thread.
 */
public final class SourceControl {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** From this part of the broker's maximum on, a delivery's attempts are worth a warning. */
    private static final double NEAR = 0.7;

    private final LongSupplier nanoTime;
    private final Map<String, Steered> sources = new ConcurrentSkipListMap<>();

    SourceControl(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(Source source) {
        if (sources.putIfAbsent(source.name(), new Steered(source)) != null) {
            throw new IllegalArgumentException("There are two sources of the name '" + source.name() + "'");
        }
    }

    /** The sources' names, in order. */
    public List<String> names() {
        return List.copyOf(sources.keySet());
    }

    /**
     * Takes no more from a source as long as this cause lasts; does nothing where the name is unknown.
     *
     * @param reason what to tell operators beside the cause; may be empty
     */
    public void pause(String name, PauseCause cause, String reason) {
        Steered steered = sources.get(name);
        if (steered != null) {
            steered.pause(cause, reason);
        }
    }

    /** A cause is over; the source takes deliveries again once none is left. */
    public void resume(String name, PauseCause cause) {
        Steered steered = sources.get(name);
        if (steered != null) {
            steered.resume(cause);
        }
    }

    /** Pauses every source. */
    public void pauseAll(PauseCause cause, String reason) {
        sources.values().forEach(steered -> steered.pause(cause, reason));
    }

    /** A cause is over for every source. */
    public void resumeAll(PauseCause cause) {
        sources.values().forEach(steered -> steered.resume(cause));
    }

    /** Which sources are paused or can't be taken from, and why. */
    public List<String> trouble() {
        return sources.values().stream()
                .flatMap(steered -> steered.trouble().stream())
                .toList();
    }

    /** What needs a look, but keeps nothing from flowing yet: deliveries that are about to be given up by the broker. */
    public List<String> warnings() {
        return sources.values().stream()
                .flatMap(steered -> steered.warnings().stream())
                .toList();
    }

    /** How many messages wait at the broker, by partition or session, where the source's service tells. */
    public Map<String, Long> backlog(String name) {
        Steered steered = sources.get(name);
        return steered == null ? Map.of() : steered.source.backlog();
    }

    /** Whether a source's scopes are sessions, of which there may be any number. */
    boolean hasSessions(String name) {
        Steered steered = sources.get(name);
        return steered == null || steered.source.hasSessions();
    }

    /** A delivery came at this attempt. */
    void attempted(String name, int attempt) {
        Steered steered = sources.get(name);
        if (steered != null && attempt > 1) {
            steered.attempted(attempt);
        }
    }

    private final class Steered {
        private final Source source;
        private final Map<PauseCause, String> causes = new EnumMap<>(PauseCause.class);
        private int highestAttempt;
        private long highestAt;

        Steered(Source source) {
            this.source = source;
        }

        synchronized void pause(PauseCause cause, String reason) {
            boolean flows = causes.isEmpty();
            causes.put(cause, reason);
            if (flows) {
                source.pause();
            }
        }

        synchronized void resume(PauseCause cause) {
            if (causes.remove(cause) != null && causes.isEmpty()) {
                source.resume();
            }
        }

        synchronized void attempted(int attempt) {
            if (attempt >= highestAttempt || isForgotten()) {
                highestAttempt = attempt;
                highestAt = nanoTime.getAsLong();
            }
        }

        private boolean isForgotten() {
            return nanoTime.getAsLong() - highestAt > REMEMBERED.toNanos();
        }

        synchronized List<String> trouble() {
            List<String> reasons = new ArrayList<>();
            Source.State state = source.state();
            if (!state.ready()) {
                reasons.add(state.reason());
            }
            causes.forEach((cause, reason) -> reasons.add("source '" + source.name() + "' is paused: " + cause.text()
                    + (reason.isEmpty() ? "" : ": " + reason)));
            return reasons;
        }

        synchronized List<String> warnings() {
            int most = source.maxAttempts().orElse(Integer.MAX_VALUE);
            if (highestAttempt < Math.max(2, NEAR * most) || isForgotten()) {
                return List.of();
            }
            return List.of("source '" + source.name() + "': a message came for the " + highestAttempt
                    + ". time of the " + most + " after which the broker gives it up; see why it goes back, or raise "
                    + "the entity's maximum delivery count");
        }
    }
}
