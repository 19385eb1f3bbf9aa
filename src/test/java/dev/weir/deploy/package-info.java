/**
 * The files under {@code deploy/}, read as strictly as those who will read them do: Kubernetes, KEDA, Compose and Azure. What
 * can't be run here is compared with facts that were looked up, and these name their source.
 */
@NullMarked
package dev.weir.deploy;

import org.jspecify.annotations.NullMarked;
