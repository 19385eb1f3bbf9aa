package dev.weir.local.webpubsub;

import java.util.Map;
import java.util.TreeMap;

/**
 * What Azure would bill, and what its metrics would show: counted since the start or the last {@link #reset()}. Any
 * thread may read it.
 */
public final class Meter {
    /** Outbound messages are billed in units of 2 KB, one at least for each connection reached (the price list). */
    private static final int UNIT_BYTES = 2_048;

    private final Map<String, Map<Integer, Long>> calls = new TreeMap<>();
    private long messageUnits;
    private long messages;
    private long bytes;
    private long received;
    private int connections;
    private int peakConnections;

    Meter() {}

    /** Everything as it is now. */
    public synchronized Reading read() {
        return new Reading(messageUnits, messages, bytes, received, connections, peakConnections, calls);
    }

    /** Starts the counters at 0; the peak starts at the connections there are. */
    public synchronized void reset() {
        calls.clear();
        messageUnits = 0;
        messages = 0;
        bytes = 0;
        received = 0;
        peakConnections = connections;
    }

    /** A message on its way to so many connections. */
    synchronized void sent(int payloadBytes, int reached) {
        messages += reached;
        bytes += (long) payloadBytes * reached;
        messageUnits += (long) Math.max(1, (payloadBytes + UNIT_BYTES - 1) / UNIT_BYTES) * reached;
    }

    synchronized void received() {
        received++;
    }

    synchronized void called(String operation, int status) {
        calls.computeIfAbsent(operation, k -> new TreeMap<>()).merge(status, 1L, Long::sum);
    }

    synchronized void connected() {
        connections++;
        peakConnections = Math.max(peakConnections, connections);
    }

    synchronized void gone() {
        connections--;
    }

    /** The service has closed. */
    synchronized void allGone() {
        connections = 0;
    }

    /**
     * One reading of the meter.
     *
     * @param messageUnits outbound messages in units of 2 KB of payload, for each connection reached
     * @param messages outbound messages, for each connection reached
     * @param bytes their payloads' bytes
     * @param received messages from clients
     * @param connections that there are now, those included that may still be recovered
     * @param peakConnections the most that there were at once
     * @param calls answered REST calls by operation, as {@link AnsweredCall#operation()} names it, and by status
     */
    public record Reading(
            long messageUnits,
            long messages,
            long bytes,
            long received,
            int connections,
            int peakConnections,
            Map<String, Map<Integer, Long>> calls) {
        public Reading {
            Map<String, Map<Integer, Long>> copy = new TreeMap<>();
            calls.forEach((operation, statuses) -> copy.put(operation, Map.copyOf(statuses)));
            calls = Map.copyOf(copy);
        }

        /** Answered REST calls of every kind. */
        public long allCalls() {
            return calls.values().stream()
                    .flatMap(statuses -> statuses.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
