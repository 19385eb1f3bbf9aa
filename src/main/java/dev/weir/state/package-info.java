/**
 * Stores of what was published last of each entity: in a file, and in Redis. Safe on any thread; nothing blocks the caller.
 * They know nothing of what a state says.
 */
@NullMarked
package dev.weir.state;

import org.jspecify.annotations.NullMarked;
