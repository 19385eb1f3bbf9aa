/**
 * What came in: deliveries, their events, where each came from, and how each ends. Immutable values, safe on any
 * thread; nothing here knows a broker's SDK. It never decides anything.
 */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
