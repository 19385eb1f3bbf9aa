/**
 * Sample feeds and the page of the demo. It sends with the official SDK, as any producer would, and touches nothing of
 * the bridge.
 */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;
