package dev.weir.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.RouteDefinition;

/** Camel: from Service Bus to Web PubSub's REST API, one publish an event, or what 250 ms bring for a tenant in one. */
public final class CamelMain {
    private static final int CONSUMERS = 32;
    private static final Pattern TENANT = Pattern.compile("\"tenant\":\"([^\"]+)\"");
    private static final LongAdder DONE = new LongAdder();

    private CamelMain() {}

    public static void main(String[] arguments) throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .registerMBean((ProgressMXBean) DONE::sum, new ObjectName("dev.weir.bench:type=Progress"));
        Main main = new Main();
        main.configure().addRoutesBuilder(new Routes(arguments[0].equals("aggregator")));
        main.run();
    }

    private static final class Routes extends RouteBuilder {
        private final boolean aggregates;
        private final String endpoint;
        private final String key;

        Routes(boolean aggregates) {
            this.aggregates = aggregates;
            String webPubSub = System.getenv("WEB_PUBSUB_CONNECTION_STRING");
            String port = part(webPubSub, "Port");
            this.endpoint = part(webPubSub, "Endpoint").replaceAll("/$", "") + (port.isEmpty() ? "" : ":" + port);
            this.key = part(webPubSub, "AccessKey");
        }

        private static String part(String connectionString, String name) {
            Matcher matcher = Pattern.compile("(?:^|;)" + name + "=([^;]*)").matcher(connectionString);
            return matcher.find() ? matcher.group(1) : "";
        }

        @Override
        public void configure() {
            getContext().getRegistry().bind("connectionString", System.getenv("SERVICE_BUS_CONNECTION_STRING"));
            RouteDefinition route = from("azure-servicebus:things?connectionString=#bean:connectionString&maxConcurrentCalls="
                            + CONSUMERS + "&prefetchCount=100")
                    .convertBodyTo(String.class)
                    .process(exchange -> {
                        Matcher tenant = TENANT.matcher(exchange.getMessage().getBody(String.class));
                        exchange.getMessage().removeHeaders("*");
                        exchange.getMessage().setHeader("tenant", tenant.find() ? tenant.group(1) : "");
                    });
            if (aggregates) {
                route.aggregate(header("tenant"), Routes::joined)
                        .completionInterval(250)
                        .parallelProcessing()
                        .process(exchange -> address(exchange, "[" + exchange.getMessage().getBody(String.class) + "]"))
                        .to(http());
            } else {
                route.process(exchange -> address(exchange, exchange.getMessage().getBody(String.class)))
                        .to(http())
                        .process(exchange -> DONE.increment());
            }
        }

        private String http() {
            return endpoint.replaceFirst("^(https?)://", "$1:") + "?maxTotalConnections=" + CONSUMERS * 2
                    + "&connectionsPerRoute=" + CONSUMERS * 2;
        }

        private static Exchange joined(Exchange earlier, Exchange later) {
            DONE.increment();
            if (earlier == null) {
                return later;
            }
            earlier.getMessage()
                    .setBody(earlier.getMessage().getBody(String.class) + ","
                            + later.getMessage().getBody(String.class));
            return earlier;
        }

        private void address(Exchange exchange, String body) {
            String path = "/api/hubs/updates/groups/tenant:" + exchange.getMessage().getHeader("tenant") + "/:send";
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
            exchange.getMessage().setHeader(Exchange.HTTP_PATH, path);
            exchange.getMessage().setHeader(Exchange.HTTP_QUERY, "api-version=2024-12-01");
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            exchange.getMessage().setHeader("Authorization", "Bearer " + Token.of(endpoint + path, key));
        }
    }
}
