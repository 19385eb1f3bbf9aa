package dev.weir.rehearsal;

import dev.weir.event.DeadLetter;
import dev.weir.event.End;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.message.LaneKey;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.rules.Evaluation;
import dev.weir.rules.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs tests of rules, each in a life of the core of its own. Of one thread. */
public final class CaseRunner {
    private final RuleSet rules;
    private final RehearsalSettings settings;

    public CaseRunner(RuleSet rules, RehearsalSettings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    private record Played(TestCase.Given given, Event event) {}

    /** Runs a test. */
    public CaseResult run(TestCase test) {
        Seen seen = new Seen();
        Rehearsal rehearsal = new Rehearsal(rules, settings, VirtualLoop.START, seen);
        seen.rehearsal = rehearsal;
        List<CaseResult.Difference> differences = new ArrayList<>();
        List<Played> played = new ArrayList<>();
        for (TestCase.Given given : test.events()) {
            played.add(new Played(given, rehearsal.play(given.event(), given.at())));
        }
        if (test.until().isPresent()) {
            rehearsal.advanceTo(test.until().get());
        } else {
            rehearsal.finish();
        }
        played.forEach(one -> end(one.given(), one.event(), seen, differences));
        differences.addAll(new LaneDiff(test.place()).of(test.published(), seen.published));
        if (!differences.isEmpty()) {
            played.forEach(one -> hint(one.given(), one.event(), differences));
        }
        return new CaseResult(test, differences);
    }

    private void end(TestCase.Given given, Event event, Seen seen, List<CaseResult.Difference> differences) {
        DeadLetter letter = seen.letters.get(event.origin());
        if (letter != null) {
            boolean expected = given.end().isPresent()
                    && given.end().get() == End.DEAD_LETTERED
                    && (given.reason().isEmpty()
                            || given.reason().equals(letter.reason().text()));
            if (!expected) {
                differences.add(new CaseResult.WrongEnd(
                        given.place(),
                        "the event is dead-lettered: " + letter.reason().text()
                                + (letter.rule().isEmpty() ? "" : " by rule '" + letter.rule() + "'") + ": "
                                + letter.description()));
            }
        } else if (given.end().isPresent() && end(event) != given.end().get()) {
            String reason = given.reason().isEmpty() ? "" : " as " + given.reason();
            differences.add(new CaseResult.WrongEnd(
                    given.place(),
                    "the event was to be " + given.end().get().text() + reason + ", but is "
                            + end(event).text()));
        }
    }

    /** An event that came to nothing, and was not said to, is the likely cause. */
    private void hint(TestCase.Given given, Event event, List<CaseResult.Difference> differences) {
        End end = end(event);
        if (given.end().isEmpty() && (end == End.UNMATCHED || end == End.FILTERED)) {
            differences.add(new CaseResult.WrongEnd(
                    given.place(),
                    "the event is " + end.text() + " (of source '"
                            + event.origin().scope().source() + "')"));
        }
    }

    private End end(Event event) {
        Evaluation evaluation = rules.evaluate(event);
        if (evaluation instanceof Evaluation.Filtered) {
            return End.FILTERED;
        }
        if (evaluation instanceof Evaluation.Refused) {
            return End.DEAD_LETTERED;
        }
        return evaluation instanceof Evaluation.Updates ? End.PUBLISHED : End.UNMATCHED;
    }

    /** What happened. */
    private static final class Seen implements Stage {
        private final List<PublishedUpdate> published = new ArrayList<>();
        private final Map<Origin, DeadLetter> letters = new HashMap<>();

        @Nullable
        private Rehearsal rehearsal;

        @Override
        public void sent(LaneKey lane, byte[] body) {
            if (rehearsal != null) {
                published.addAll(PublishedUpdate.of(lane, body, CaseResult.rounded(rehearsal.elapsed())));
            }
        }

        @Override
        public void deadLettered(DeadLetter letter) {
            letters.put(letter.origin(), letter);
        }
    }
}
