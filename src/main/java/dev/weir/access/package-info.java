/**
 * What clients ask the bridge for over HTTP: snapshots, and the key to them. Stateless but for a bounded cache; its methods are
 * safe on any thread and never block. Which lanes are open, and to whom, is decided by who adds the routes.
 */
@NullMarked
package dev.weir.access;

import org.jspecify.annotations.NullMarked;
