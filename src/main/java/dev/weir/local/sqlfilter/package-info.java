/**
 * The rules of a Service Bus subscription as values: SQL filters, correlation filters, the two that take all or nothing,
 * and SQL actions. Pure computation over a message's properties: it never sees a body, reads no clock and does no I/O.
 * Everything that was parsed is immutable and may be used from any thread.
 *
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-filter">Subscription
 *     rule SQL filter syntax</a>
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-rule-action">Subscription
 *     rule SQL action syntax</a>
 */
@NullMarked
package dev.weir.local.sqlfilter;

import org.jspecify.annotations.NullMarked;
