package dev.weir.azure;

import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.amqp.ProxyAuthenticationType;
import com.azure.core.amqp.ProxyOptions;
import com.azure.core.amqp.client.traits.AmqpTrait;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;

/**
 * How AMQP crosses the network, by the SDK's own switches. Immutable.
 *
 * @param type over TCP, port 5671, or over WebSockets, port 443
 * @param proxy the HTTP proxy that WebSockets go through; TCP knows none
 */
public record AmqpTransport(AmqpTransportType type, Optional<HttpProxy> proxy) {
    /** AMQP over TCP. */
    public static final AmqpTransport TCP = new AmqpTransport(AmqpTransportType.AMQP, Optional.empty());

    public AmqpTransport {
        if (proxy.isPresent() && type != AmqpTransportType.AMQP_WEB_SOCKETS) {
            throw new IllegalArgumentException("A proxy needs AMQP over WebSockets, but the transport is " + type);
        }
    }

    /**
     * An HTTP proxy that opens tunnels.
     *
     * @param user empty where it asks for none
     * @param password a secret
     */
    public record HttpProxy(String host, int port, String user, String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }

        private ProxyOptions options() {
            // Not resolved here: the name may be one that only the proxy's network knows at the time of connecting.
            Proxy address = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
            return user.isEmpty()
                    ? new ProxyOptions(ProxyAuthenticationType.NONE, address, "", "")
                    : new ProxyOptions(ProxyAuthenticationType.BASIC, address, user, password);
        }
    }

    /** Sets the transport of any of the SDK's AMQP clients. */
    public <T extends AmqpTrait<T>> T applyTo(T builder) {
        T withType = builder.transportType(type);
        return proxy.isPresent() ? withType.proxyOptions(proxy.get().options()) : withType;
    }
}
