/**
 * Azure Service Bus as a source, over the official SDK's asynchronous receiver. Callbacks come on the SDK's threads;
 * settling is asynchronous. It shares no code with the local services.
 */
@NullMarked
package dev.weir.source.servicebus;

import org.jspecify.annotations.NullMarked;
