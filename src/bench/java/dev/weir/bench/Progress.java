package dev.weir.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;
import javax.management.JMException;
import javax.management.ObjectName;

/** Counts what a program is done with. Safe on any thread. */
final class Progress implements ProgressMXBean {
    private final LongAdder done = new LongAdder();

    static Progress register() throws JMException {
        Progress progress = new Progress();
        ManagementFactory.getPlatformMBeanServer().registerMBean(progress, new ObjectName(NAME));
        return progress;
    }

    void done() {
        done.increment();
    }

    @Override
    public long getDone() {
        return done.sum();
    }
}
