/**
 * How Azure's services are reached: credentials, transports, proxies, for every adapter alike. It connects to nothing
 * itself. Immutable values, safe on any thread.
 */
@NullMarked
package dev.weir.azure;

import org.jspecify.annotations.NullMarked;
