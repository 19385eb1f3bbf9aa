/**
 * Sending batches: the port to the service, turns between tenants, the request budget, retries. One thread, the core's,
 * owns all state; no call blocks. It never looks into a batch.
 */
@NullMarked
package dev.weir.publish;

import org.jspecify.annotations.NullMarked;
