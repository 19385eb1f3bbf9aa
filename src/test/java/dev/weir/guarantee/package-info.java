/**
 * The guarantees as objects that watch the bridge from outside: the simulation and the tests with real processes ask the same
 * ones. They know the wire format and nothing of the bridge's classes. Not safe on several threads.
 */
@NullMarked
package dev.weir.guarantee;

import org.jspecify.annotations.NullMarked;
