/**
 * The filter of Web PubSub's {@code ?filter=}: an OData condition on a connection's user, id and groups. Pure
 * computation: it knows neither connections nor HTTP, reads no clock and does no I/O. A parsed filter is immutable and
 * may be used from any thread.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-web-pubsub/reference-odata-filter">OData filter syntax in the
 *     Azure Web PubSub service</a>
 */
@NullMarked
package dev.weir.local.odata;

import org.jspecify.annotations.NullMarked;
