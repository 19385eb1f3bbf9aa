package dev.weir.bench;

/** How many events a program is done with, asked over JMX as {@value #NAME}. */
public interface ProgressMXBean {
    String NAME = "dev.weir.bench:type=Progress";

    long getDone();
}
