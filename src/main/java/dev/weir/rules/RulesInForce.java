package dev.weir.rules;

import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rule set that events are judged by, and its successors: each time it is told to look, it reads the files anew.
 *
 * <p>Contents are compared, not times or notices: a mounted ConfigMap is a chain of symbolic links that are moved as a whole,
 * and a network's file system notifies of nothing. New contents are taken when two looks in a row found the same: whoever
 * writes several files may not be done at the first. Contents with errors are refused, and what was in force stays.
 *
 * <p>{@link #get} is safe on any thread; {@link #look} is of one thread.
 */
public final class RulesInForce implements Supplier<RuleSet> {
    private final Optional<Path> path;
    private final RulesSettings settings;
    private volatile RuleSet inForce;
    private @Nullable RulesText tried;
    private @Nullable RulesText candidate;

    private RulesInForce(Optional<Path> path, RulesSettings settings, RuleSet inForce, @Nullable RulesText tried) {
        this.path = path;
        this.settings = settings;
        this.inForce = inForce;
        this.tried = tried;
    }

    /** What came of loading the first set: {@code rules} is empty where any finding is an error. */
    public record Loaded(Optional<RulesInForce> rules, List<Finding> findings) {
        public Loaded {
            findings = List.copyOf(findings);
        }
    }

    /** What a look came to. */
    public sealed interface Look {

        /** Nothing new, or something new that has to be there at the next look too. */
        record Unchanged() implements Look {}

        /** Another set is in force. */
        record Replaced(RuleSet rules, List<Finding> warnings) implements Look {}

        /** What is there has errors, and the last good set stays. */
        record Refused(List<Finding> findings) implements Look {}
    }

    /** Loads the rules of a path, to be looked at again. */
    public static Loaded load(Path path, RulesSettings settings) {
        RulesText text = RulesLoader.text(path);
        LoadedRules loaded = RulesLoader.load(text, settings);
        return new Loaded(
                loaded.rules().map(rules -> new RulesInForce(Optional.of(path), settings, rules, text)),
                loaded.findings());
    }

    /** Rules that never change. */
    public static RulesInForce fixed(RuleSet rules, RulesSettings settings) {
        return new RulesInForce(Optional.empty(), settings, rules, null);
    }

    /** Whether there is anything to look at. */
    public boolean canChange() {
        return path.isPresent();
    }

    /** The rules in force. A delivery is judged by one answer of this, from its first event to its last. */
    @Override
    public RuleSet get() {
        return inForce;
    }

    /** Reads the files, and takes or refuses what is new. */
    public Look look() {
        if (path.isEmpty()) {
            return new Look.Unchanged();
        }
        RulesText now = RulesLoader.text(path.get());
        if (now.equals(tried)) {
            candidate = null;
            return new Look.Unchanged();
        }
        if (!now.equals(candidate)) {
            candidate = now;
            return new Look.Unchanged();
        }
        candidate = null;
        tried = now;
        LoadedRules loaded = RulesLoader.load(now, settings);
        if (loaded.rules().isEmpty()) {
            return new Look.Refused(loaded.findings());
        }
        inForce = loaded.rules().get();
        return new Look.Replaced(inForce, loaded.findings());
    }
}
