/**
 * Local stand-ins of the Azure services, for the demo, the tests and any Azure SDK. They share no code with the bridge,
 * so that both cannot share one misunderstanding, and never run in production. Each service's state belongs to one
 * event-loop thread.
 */
@NullMarked
package dev.weir.local;

import org.jspecify.annotations.NullMarked;
