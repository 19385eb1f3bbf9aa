package dev.weir.local.webpubsub;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A running local Web PubSub, official SDK clients and WebSockets for it; all closed after the test. */
final class ServiceFixture implements BeforeEachCallback, AfterEachCallback {
    static final String HUB = "orders";

    private final WebPubSubSettings settings;
    private final Limits limits;
    private final Clock clock;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private LocalWebPubSub service;

    ServiceFixture() {
        this(Limits.DEFAULTS);
    }

    ServiceFixture(Limits limits) {
        this(WebPubSubSettings.defaults(), limits);
    }

    ServiceFixture(WebPubSubSettings settings, Limits limits) {
        this(settings, limits, Clock.systemUTC());
    }

    ServiceFixture(WebPubSubSettings settings, Limits limits, Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        service = new LocalWebPubSub(settings, limits, clock).start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        open.clear();
        service.close();
    }

    LocalWebPubSub service() {
        return service;
    }

    WebPubSubServiceClient sdk() {
        return sdk(HUB);
    }

    WebPubSubServiceClient sdk(String hub) {
        return builder(service.connectionString(), hub).buildClient();
    }

    /** The SDK without retries of its own. */
    static WebPubSubServiceClientBuilder builder(String connectionString, String hub) {
        return new WebPubSubServiceClientBuilder()
                .connectionString(connectionString)
                .hub(hub)
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    }

    /** The URL that the SDK makes for a client. */
    String url(String hub, GetClientAccessTokenOptions options) {
        return sdk(hub).getClientAccessToken(options).getUrl();
    }

    TestClient plain(String userId, String... groups) {
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setUserId(userId);
        return opened(TestClient.plain(url(HUB, options.setGroups(List.of(groups)))));
    }

    TestClient client(String subprotocol, String hub, GetClientAccessTokenOptions options) {
        return opened(TestClient.with(subprotocol, url(hub, options)));
    }

    /** A client with the JSON subprotocol, connected, in these groups, without a role. */
    TestClient inGroups(String userId, String... groups) throws Exception {
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setUserId(userId);
        TestClient client = client(TestClient.JSON, HUB, options.setGroups(List.of(groups)));
        client.frame();
        return client;
    }

    /** A client with the JSON subprotocol, connected, with these roles. */
    TestClient withRoles(String userId, String... roles) throws Exception {
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setUserId(userId);
        TestClient client = client(TestClient.JSON, HUB, options.setRoles(List.of(roles)));
        client.frame();
        return client;
    }

    TestClient opened(TestClient client) {
        open.push(client);
        return client;
    }
}
