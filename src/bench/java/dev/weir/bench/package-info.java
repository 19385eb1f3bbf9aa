/**
 * Weir beside what would be run in its place, each in a process of its own, against the local services in another.
 * {@link dev.weir.bench.ContendersBenchmark} is the command; it prints, and judges nothing.
 */
package dev.weir.bench;
