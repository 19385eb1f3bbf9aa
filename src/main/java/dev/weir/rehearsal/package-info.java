/**
 * The core on a virtual clock: recorded events through rules, lanes and budget, as a test of rules or a simulation wants to
 * see them. It connects to nothing, and takes time from the events alone. Of one thread.
 */
@NullMarked
package dev.weir.rehearsal;

import org.jspecify.annotations.NullMarked;
