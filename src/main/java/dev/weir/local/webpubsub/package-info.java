/**
 * A local Azure Web PubSub: the REST data plane, WebSocket clients, and what event handlers are told of them. One event-loop thread owns hubs, groups and
 * connections. Memory only; nothing survives the process.
 */
@NullMarked
package dev.weir.local.webpubsub;

import org.jspecify.annotations.NullMarked;
