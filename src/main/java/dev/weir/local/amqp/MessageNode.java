package dev.weir.local.amqp;

/** An address to which messages are sent or from which they are received. */
public non-sealed interface MessageNode extends Node {
    /** A client wants to receive: the node accepts or refuses, at once or later. */
    void attachOutlet(OutletAttach attach);

    /** A client wants to send: the node accepts or refuses, at once or later. */
    void attachInlet(InletAttach attach);
}
