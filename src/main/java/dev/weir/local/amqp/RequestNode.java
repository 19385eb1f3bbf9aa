package dev.weir.local.amqp;

/** An address that answers requests, such as {@code $cbs} or an entity's {@code $management}. */
@FunctionalInterface
public non-sealed interface RequestNode extends Node {
    Response answer(Request request);
}
