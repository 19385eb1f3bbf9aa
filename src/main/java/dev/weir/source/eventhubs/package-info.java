/**
 * Azure Event Hubs as a source, over the official SDK's processor: it balances partitions between replicas, this package
 * hands their events over with credit, and checkpoints how far they have come. Callbacks come on the SDK's threads, one at a
 * time for a partition, and wait there while there is no credit. It shares no code with the local services.
 */
@NullMarked
package dev.weir.source.eventhubs;

import org.jspecify.annotations.NullMarked;
