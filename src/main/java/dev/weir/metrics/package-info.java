/**
 * Every metric's name and tags, in one place. Meters are safe on any thread; tags have bounded values.
 */
@NullMarked
package dev.weir.metrics;

import org.jspecify.annotations.NullMarked;
