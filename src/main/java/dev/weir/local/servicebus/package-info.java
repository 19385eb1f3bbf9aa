/**
 * A local Azure Service Bus: AMQP 1.0 over TCP, as the official SDKs demand it. Entities with peek-lock, sessions,
 * deferred and scheduled messages, times to live, dead letters, forwarding and management; never transactions, which
 * are refused, not half done. One event-loop thread owns the broker's state and all connections. Memory only; nothing
 * survives the process.
 */
@NullMarked
package dev.weir.local.servicebus;

import org.jspecify.annotations.NullMarked;
