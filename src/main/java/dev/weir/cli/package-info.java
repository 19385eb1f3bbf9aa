/**
 * Commands that need no container: what they take, what they print, and their exit codes. They connect to nothing, and read
 * the configuration only through {@link dev.weir.cli.SurroundingsReader}. Of one thread.
 */
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
