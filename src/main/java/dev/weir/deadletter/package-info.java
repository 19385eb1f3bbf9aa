/**
 * Where dead letters go of sources whose broker has no place for them: a file, a Service Bus queue, an Event Hub. It never
 * decides what is one. Safe on any thread; nothing blocks the caller.
 */
@NullMarked
package dev.weir.deadletter;

import org.jspecify.annotations.NullMarked;
