/**
 * What goes out: targets, updates, versions and the envelope that clients read. Immutable values and pure functions,
 * safe on any thread. It never sends anything.
 */
@NullMarked
package dev.weir.message;

import org.jspecify.annotations.NullMarked;
