package dev.weir.app;

import dev.weir.metrics.WeirMetrics;
import dev.weir.rules.RulesInForce;
import dev.weir.rules.RulesInForce.Look;
import dev.weir.yaml.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks for changed rules on a thread of its own, and tells of what it found. */
final class RulesWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RulesWatch.class);
    private static final int SHOWN = 10;

    private final RulesInForce rules;
    private final WeirMetrics metrics;
    private final Runnable onReplaced;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "weir-rules");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile List<String> trouble = List.of();

    /** @param onReplaced told when other rules are in force, on this thread */
    RulesWatch(RulesInForce rules, WeirMetrics metrics, Runnable onReplaced) {
        this.rules = rules;
        this.metrics = metrics;
        this.onReplaced = onReplaced;
        metrics.rulesInForce(rules.get().hash(), rules.get().rules().size());
    }

    /** Looks every so often from now on; never where it is zero. */
    void start(Duration every) {
        if (!every.isZero() && rules.canChange()) {
            var unused = thread.scheduleWithFixedDelay(
                    this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What is wrong with the rules that are there, where others are in force. */
    List<String> trouble() {
        return trouble;
    }

    private void look() {
        try {
            tell(rules.look());
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end the schedule without a word.
            LOG.error("Looking for changed rules failed; the rules in force stay, and the next look goes on", e);
        }
    }

    private void tell(Look look) {
        if (look instanceof Look.Replaced replaced) {
            trouble = List.of();
            String hash = replaced.rules().hash();
            int count = replaced.rules().rules().size();
            metrics.rulesInForce(hash, count);
            metrics.rulesReloaded("replaced");
            onReplaced.run();
            replaced.warnings().forEach(finding -> LOG.warn(finding.text()));
            LOG.infof("Rules were reloaded: %d rules, hash %s", count, hash);
        } else if (look instanceof Look.Refused refused) {
            List<Finding> findings = refused.findings();
            metrics.rulesReloaded("refused");
            findings.stream().limit(SHOWN).forEach(finding -> LOG.warn(finding.text()));
            String kept = "Changed rules were refused for %d findings; those with hash %s stay in force"
                    .formatted(findings.size(), rules.get().hash());
            LOG.warn(kept);
            trouble = List.of(kept + "; the first: " + findings.get(0).text());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
