package dev.weir.local.amqp;

import java.util.Optional;

/** A service behind the listener: it knows which addresses are its own. */
public interface Service {
    /**
     * What stands behind an address.
     *
     * @param address the path in lower case, without scheme, host or leading slash, such as {@code
     *     orders/$deadletterqueue}
     */
    Optional<Node> find(String address);
}
