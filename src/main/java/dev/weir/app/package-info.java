/**
 * Main, configuration, wiring and health: the only package that sees all others. Framework annotations live here.
 */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
