/**
 * A local Azure Web PubSub: the REST data plane and WebSocket clients. One event-loop thread owns hubs, groups and
 * connections. Memory only; nothing survives the process.
 */
@NullMarked
package dev.weir.local.webpubsub;

import org.jspecify.annotations.NullMarked;
