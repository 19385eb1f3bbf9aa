package dev.weir.local.amqp;

/** What an address stands for: messages to send and receive, or requests to answer. */
public sealed interface Node permits MessageNode, RequestNode {}
