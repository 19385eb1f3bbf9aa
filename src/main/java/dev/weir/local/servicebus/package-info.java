/**
 * A local Azure Service Bus: AMQP 1.0 over TCP, as the official SDKs demand it. Queues with peek-lock, dead letters and
 * management; no topics, sessions, scheduled or deferred messages yet, and those are refused, never half done. One
 * event-loop thread owns the broker's state and all connections. Memory only; nothing survives the process.
 */
@NullMarked
package dev.weir.local.servicebus;

import org.jspecify.annotations.NullMarked;
