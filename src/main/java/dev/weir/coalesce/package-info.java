/**
 * Lanes: what waits for a target, merged by entity, with the version gate. One
 * thread, the core's, owns all state here; time is a parameter. It never sends and never reads a clock.
 */
@NullMarked
package dev.weir.coalesce;

import org.jspecify.annotations.NullMarked;
