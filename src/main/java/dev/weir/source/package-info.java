/**
 * Ports to the brokers: what a source is told and tells, how much it may hold, and how a message becomes events. It
 * never decides where an event goes.
 */
@NullMarked
package dev.weir.source;

import org.jspecify.annotations.NullMarked;
