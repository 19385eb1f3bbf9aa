/**
 * The core as it is, on virtual time, between simulated brokers and a simulated service that fail as real ones may; and the
 * guarantees as objects that watch it. One thread. A seed decides everything, so that a failure can be played again.
 */
@NullMarked
package dev.weir.simulation;

import org.jspecify.annotations.NullMarked;
