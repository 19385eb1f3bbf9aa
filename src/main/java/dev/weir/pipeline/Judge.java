package dev.weir.pipeline;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.End;
import dev.weir.event.Event;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import dev.weir.metrics.WeirMetrics;
import dev.weir.rules.Evaluation;
import dev.weir.rules.RuleSet;
import dev.weir.source.Decoded;
import dev.weir.source.MessageDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decodes a delivery and asks the rules about each of its events. Pure but for counting; safe on any thread. */
public final class Judge {
    private static final Logger LOG = Logger.getLogger(Judge.class);

    private final Function<String, @Nullable MessageDecoder> decoders;
    private final Supplier<RuleSet> rules;
    private final WeirMetrics metrics;
    private final LongSupplier wallMillis;

    /**
     * @param decoders one for each source, by name
     * @param rules the rules in force; asked once for each delivery
     */
    public Judge(
            Map<String, ? extends MessageDecoder> decoders,
            Supplier<RuleSet> rules,
            WeirMetrics metrics,
            LongSupplier wallMillis) {
        this(Map.<String, MessageDecoder>copyOf(decoders)::get, rules, metrics, wallMillis);
    }

    /** One decoder for every source, whatever its name. */
    public Judge(MessageDecoder decoder, Supplier<RuleSet> rules, WeirMetrics metrics, LongSupplier wallMillis) {
        this(source -> decoder, rules, metrics, wallMillis);
    }

    private Judge(
            Function<String, @Nullable MessageDecoder> decoders,
            Supplier<RuleSet> rules,
            WeirMetrics metrics,
            LongSupplier wallMillis) {
        this.decoders = decoders;
        this.rules = rules;
        this.metrics = metrics;
        this.wallMillis = wallMillis;
    }

    /** Whether a source's events may go to a hub, by the rules in force. */
    boolean feeds(String source, String hub) {
        return rules.get().hubsOf(source).contains(hub);
    }

    Judgement judge(Delivery delivery) {
        try {
            return decodeAndEvaluate(delivery);
        } catch (RuntimeException e) {
            // Thrown on, it would end the source's link, and the same event would come again and again.
            LOG.errorf(
                    e,
                    "Judging %s failed; it is dead-lettered",
                    delivery.origin().text());
            return Judgement.refused(deadLetter(
                    delivery,
                    DeadLetter.Reason.INTERNAL_ERROR,
                    "",
                    "The bridge failed on this event (" + e.getClass().getSimpleName() + "); its log has the trace"));
        }
    }

    private Judgement decodeAndEvaluate(Delivery delivery) {
        MessageDecoder decoder = decoders.apply(delivery.origin().scope().source());
        if (decoder == null) {
            throw new IllegalStateException("Delivery " + delivery.origin().text() + " is of a source with no decoder");
        }
        Decoded decoded = decoder.decode(delivery.origin(), delivery.message());
        if (decoded instanceof Decoded.Undecodable failure) {
            return Judgement.refused(deadLetter(delivery, failure.reason(), "", failure.description()));
        }
        List<Event> events = ((Decoded.Events) decoded).events();
        RuleSet inForce = rules.get();
        List<List<Update>> updates = new ArrayList<>(events.size());
        List<List<Presence>> presences = new ArrayList<>(events.size());
        long bytes = 0;
        End end = events.isEmpty() ? End.FILTERED : End.UNMATCHED;
        DeadLetter deadLetter = null;
        for (Event event : events) {
            Evaluation evaluation = inForce.evaluate(event, metrics::invalidEvent);
            List<Update> ofEvent = List.of();
            List<Presence> seen = List.of();
            if (evaluation instanceof Evaluation.Updates made) {
                ofEvent = made.updates();
                seen = made.presences();
                matched(ofEvent);
                bytes += TreeSize.of(ofEvent);
                metrics.missingFields(made.missing());
                metrics.shadowedUpdates(made.shadowed());
            } else if (evaluation instanceof Evaluation.Filtered filtered) {
                end = end.or(End.FILTERED);
                metrics.filtered(filtered.rule());
                metrics.missingFields(filtered.missing());
            } else if (evaluation instanceof Evaluation.Unmatched none) {
                metrics.missingFields(none.missing());
            } else if (evaluation instanceof Evaluation.Refused refused) {
                deadLetter = firstOf(deadLetter, delivery, event, events.size(), refused);
            }
            updates.add(ofEvent);
            presences.add(seen);
        }
        return new Judgement(updates, presences, end, deadLetter, bytes);
    }

    /** Counts each rule once: its updates follow one another. */
    private void matched(List<Update> updates) {
        String before = "";
        for (Update update : updates) {
            if (!update.rule().equals(before)) {
                before = update.rule();
                metrics.matched(before);
            }
        }
    }

    private DeadLetter firstOf(
            @Nullable DeadLetter earlier, Delivery delivery, Event event, int events, Evaluation.Refused refused) {
        if (earlier != null) {
            return earlier;
        }
        String where = events == 1 ? "" : "event " + event.index() + " of " + events + ": ";
        return deadLetter(delivery, refused.reason(), refused.rule(), where + refused.description());
    }

    private DeadLetter deadLetter(Delivery delivery, DeadLetter.Reason reason, String rule, String description) {
        return new DeadLetter(
                reason,
                description,
                rule,
                List.of(),
                delivery.attempt(),
                Instant.ofEpochMilli(wallMillis.getAsLong()),
                delivery.origin());
    }
}
