package dev.weir.app;

import com.azure.core.amqp.AmqpTransportType;
import dev.weir.app.Configuration.Access;
import dev.weir.azure.AmqpTransport;
import dev.weir.azure.AmqpTransport.HttpProxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how a namespace of Service Bus or Event Hubs is reached. Of one reading and one thread. */
final class ConfigurationAccess {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9.-]{1,253}):([1-9][0-9]{0,4})");
    private static final Pattern USER = Pattern.compile(".{1,256}");
    private static final int LARGEST_PORT = 65_535;

    private final ConfigurationSection section;
    private final String example;

    /** @param example what to write where the connection string is missing */
    ConfigurationAccess(ConfigurationSection section, String example) {
        this.section = section;
        this.example = example;
    }

    /**
     * The access; empty where it is missing or wrong, with a finding.
     *
     * @param kind what the entity is: {@code hub}
     */
    Optional<Access> read(String kind, Optional<String> entity) {
        Optional<Secret> connectionString = section.secret("connection-string");
        connectionString.ifPresent(text -> check(text, kind, entity));
        Optional<String> namespace =
                section.text("namespace", HOST, "a namespace's host, such as NAME.servicebus.windows.net");
        if (connectionString.isPresent() && namespace.isPresent()) {
            section.error(
                    section.place("namespace"),
                    section.what("namespace") + " stands beside 'connection-string'; leave one out");
        } else if (connectionString.isEmpty() && namespace.isEmpty() && section.isSound()) {
            section.require("connection-string", example);
        }
        AmqpTransport transport = transport();
        return connectionString.isEmpty() && namespace.isEmpty()
                ? Optional.empty()
                : Optional.of(new Access(connectionString, namespace.orElse(""), transport));
    }

    private void check(Secret text, String kind, Optional<String> entity) {
        ServiceBusConnectionString.faults(text, kind, entity)
                .forEach(fault -> section.error(
                        section.place("connection-string"), section.what("connection-string") + " " + fault));
    }

    private AmqpTransport transport() {
        AmqpTransportType type = section.word(
                        "transport",
                        Map.of("amqp", AmqpTransportType.AMQP, "amqp-web-sockets", AmqpTransportType.AMQP_WEB_SOCKETS))
                .orElse(AmqpTransportType.AMQP);
        ConfigurationSection proxy =
                section.section("proxy", section.what("proxy"), List.of("address", "user", "password"));
        Optional<String> address = proxy.text("address", ADDRESS, "HOST:PORT of an HTTP proxy");
        Optional<String> user = proxy.text("user", USER, "up to 256 characters");
        Optional<Secret> password = proxy.secret("password");
        if (address.isEmpty()) {
            if (user.isPresent() || password.isPresent()) {
                proxy.require("address", "HOST:PORT");
            }
            return new AmqpTransport(type, Optional.empty());
        }
        if (type == AmqpTransportType.AMQP) {
            proxy.error(
                    proxy.place("address"),
                    section.what("proxy") + " needs 'transport: amqp-web-sockets'; plain AMQP goes through no proxy");
            return AmqpTransport.TCP;
        }
        String[] hostAndPort = address.get().split(":", 2);
        int port = Integer.parseInt(hostAndPort[1]);
        if (port > LARGEST_PORT) {
            proxy.error(proxy.place("address"), proxy.what("address") + " has a port over " + LARGEST_PORT);
            return AmqpTransport.TCP;
        }
        return new AmqpTransport(
                type,
                Optional.of(new HttpProxy(
                        hostAndPort[0],
                        port,
                        user.orElse(""),
                        password.map(Secret::value).orElse(""))));
    }
}
