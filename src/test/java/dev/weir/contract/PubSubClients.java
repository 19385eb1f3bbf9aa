package dev.weir.contract;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The official client to a hub that only this test uses, and WebSocket clients of that hub, closed after the test. */
final class PubSubClients implements BeforeEachCallback, AfterEachCallback {
    private final Deque<PubSubSocket> open = new ArrayDeque<>();
    private @Nullable WebPubSubServiceClient service;

    @Override
    public void beforeEach(ExtensionContext context) {
        String hub = "contract" + UUID.randomUUID().toString().substring(0, 8);
        service = new WebPubSubServiceClientBuilder()
                .connectionString(AzureExtension.azure(context).webPubSub())
                .hub(hub)
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                .buildClient();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    WebPubSubServiceClient service() {
        if (service == null) {
            throw new IllegalStateException("there is no client before the test begins");
        }
        return service;
    }

    String url(GetClientAccessTokenOptions token) {
        return service().getClientAccessToken(token).getUrl();
    }

    PubSubSocket keep(PubSubSocket socket) {
        open.push(socket);
        return socket;
    }

    /** A connected client that speaks JSON, is in these groups from the start, and may do nothing. */
    PubSubSocket user(String name, String... groups) {
        return json(new GetClientAccessTokenOptions().setUserId(name).setGroups(List.of(groups)));
    }

    /** A connected client that speaks JSON and has these roles. */
    PubSubSocket withRoles(String name, String... roles) {
        return json(new GetClientAccessTokenOptions().setUserId(name).setRoles(List.of(roles)));
    }

    PubSubSocket json(GetClientAccessTokenOptions token) {
        return keep(PubSubSocket.connect(url(token), PubSubSocket.JSON)).awaitConnected();
    }

    /** Fails unless the next message is one that is sent now: what was to come before has come. */
    void nothingMoreFor(PubSubSocket socket) {
        String end = "end-" + UUID.randomUUID();
        service().sendToConnection(socket.connectionId(), end, WebPubSubContentType.TEXT_PLAIN);
        String next = socket.data();
        if (!next.equals(end)) {
            throw new AssertionError("nothing more was to come, but there was: " + next);
        }
    }
}
