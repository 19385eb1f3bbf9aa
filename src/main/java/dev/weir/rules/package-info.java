/**
 * Routing rules: from YAML to a checked rule set, and from an event to its updates. Evaluation is pure and safe on any
 * thread; loading reports all findings, not the first. It never sends, waits or settles.
 */
@NullMarked
package dev.weir.rules;

import org.jspecify.annotations.NullMarked;
