/**
 * A local Azure Event Hubs: AMQP 1.0 over TCP, as the official SDKs demand it. Hubs with partitions that keep their
 * events for a time, for any number of readers; no capture, no schema registry, no Kafka, no idempotent producers. The
 * listener's loop owns all state. Memory only; nothing survives the process.
 */
@NullMarked
package dev.weir.local.eventhubs;

import org.jspecify.annotations.NullMarked;
