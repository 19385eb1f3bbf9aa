/**
 * What clients ask the bridge for over HTTP: snapshots. Stateless but for a bounded cache; its methods are safe on any thread
 * and never block. It decides nothing about who may ask.
 */
@NullMarked
package dev.weir.access;

import org.jspecify.annotations.NullMarked;
