package dev.weir.pipeline;

import dev.weir.publish.BreakerWatch;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;

/**
 * Pauses the sources of hubs that fail, so that no more is taken than could be published, and resumes them when the hubs answer
 * again. Owned by the core's thread.
 */
final class OpenBreakers implements BreakerWatch {
    private static final Logger LOG = Logger.getLogger(OpenBreakers.class);

    private final SourceControl control;
    private final BiPredicate<String, String> feeds;
    private final SortedMap<String, String> open = new TreeMap<>();

    /** @param feeds whether a source's events may go to a hub, by the rules in force */
    OpenBreakers(SourceControl control, BiPredicate<String, String> feeds) {
        this.control = control;
        this.feeds = feeds;
    }

    @Override
    public void opened(String hub, String why) {
        LOG.warnf("Hub '%s' fails; its sources are paused, and it is tried every few seconds: %s", hub, why);
        open.put(hub, why);
        review();
    }

    @Override
    public void idle(String hub) {
        LOG.infof(
                "Hub '%s' failed, and is owed nothing any more; its sources go on, and what they bring tries it", hub);
        open.remove(hub);
        review();
    }

    @Override
    public void closed(String hub) {
        LOG.infof("Hub '%s' answers again", hub);
        open.remove(hub);
        review();
    }

    /** Pauses and resumes by what is open, and by the rules in force now. */
    void review() {
        for (String source : control.names()) {
            Map.Entry<String, String> cause = null;
            for (Map.Entry<String, String> failing : open.entrySet()) {
                if (cause == null && feeds.test(source, failing.getKey())) {
                    cause = failing;
                }
            }
            if (cause == null) {
                control.resume(source, PauseCause.BREAKER);
            } else {
                control.pause(source, PauseCause.BREAKER, "hub '" + cause.getKey() + "': " + cause.getValue());
            }
        }
    }
}
