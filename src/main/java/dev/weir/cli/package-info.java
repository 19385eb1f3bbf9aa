/**
 * Commands that need no container. Each answers with an exit code: 0, 1 for findings, 2 for wrong usage.
 */
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
