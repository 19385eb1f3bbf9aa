/**
 * An AMQP 1.0 listener for the local services: connections, sessions, links, credit, request/response and the raw
 * encoding of messages. It knows addresses and links only, never what a queue or a hub is: a {@link
 * dev.weir.local.amqp.Service} says what stands behind an address. One {@link dev.weir.local.amqp.Loop} thread owns
 * everything here; no method may be called from another thread unless it says so.
 */
@NullMarked
package dev.weir.local.amqp;

import org.jspecify.annotations.NullMarked;
