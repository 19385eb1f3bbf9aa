package dev.weir.bench;

/** How many events are done with, asked over JMX. */
public interface ProgressMXBean {
    long getDone();
}
