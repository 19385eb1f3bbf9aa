/**
 * Tells an application's event handlers what clients do, over HTTP in the form of CloudEvents, and brings back what
 * they answer. It decides nothing about clients and keeps no event: what a handler did not take is lost. Settings may be
 * changed by any thread; everything else belongs to the event-loop thread of the service that uses it.
 */
@NullMarked
package dev.weir.local.upstream;

import org.jspecify.annotations.NullMarked;
