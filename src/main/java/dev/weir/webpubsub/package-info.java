/**
 * Azure Web PubSub as the transport, over the official SDK's asynchronous client on Vert.x. Never blocks; outcomes are
 * values. It shares no code with the local services.
 */
@NullMarked
package dev.weir.webpubsub;

import org.jspecify.annotations.NullMarked;
