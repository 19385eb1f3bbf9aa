/**
 * What surrounds the local services: their shared clock, and {@code /local} with its REST and its page, which list and
 * change entities, show what goes on and inject faults. It asks the services and holds nothing of theirs; the bridge
 * never uses it. Requests are answered one after the other on a thread of its own.
 */
@NullMarked
package dev.weir.local.control;

import org.jspecify.annotations.NullMarked;
