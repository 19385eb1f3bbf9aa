/**
 * Reads the {@code Config.json} of Microsoft's Service Bus emulator and of its Event Hubs emulator into the settings of
 * the local services, and knows the entities that there are without one. It reports everything that is wrong at once,
 * and never starts a service. Stateless: any thread.
 */
@NullMarked
package dev.weir.local.emulators;

import org.jspecify.annotations.NullMarked;
