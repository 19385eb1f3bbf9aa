/**
 * What Service Bus, Event Hubs and Web PubSub are documented to do, as tests by the official SDKs over real sockets: the
 * same ones against the local services, Microsoft's emulators and Azure. They know connection strings alone, never a
 * local service's classes, {@link dev.weir.contract.LocalAzure} excepted. Classes run beside each other, each with
 * entities of its own; tests of one class run one after the other.
 */
@NullMarked
package dev.weir.contract;

import org.jspecify.annotations.NullMarked;
