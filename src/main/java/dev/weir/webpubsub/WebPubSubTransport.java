package dev.weir.webpubsub;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.http.rest.Response;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.messaging.webpubsub.WebPubSubServiceAsyncClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.publish.Outcome;
import dev.weir.publish.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Sends to a hub of Azure Web PubSub over the official asynchronous client, one attempt a call. Safe on any thread.
 */
public final class WebPubSubTransport implements Transport {
    private static final String SCOPE = "https://webpubsub.azure.com/.default";
    private static final Outcome ACCEPTED = new Outcome.Accepted();
    /** In milliseconds. */
    private static final long LONGEST_IDLE = 120_000;

    private final WebPubSubSettings settings;
    private final WebPubSubServiceAsyncClient client;

    /** Uses the given Vert.x for its connections; they are opened at the first send. */
    public WebPubSubTransport(WebPubSubSettings settings, Vertx vertx) {
        this.settings = settings;
        HttpClient http = new VertxHttpClientBuilder()
                .vertx(vertx)
                .httpClientOptions(new HttpClientOptions()
                        .setMaxPoolSize(settings.connections())
                        .setKeepAlive(true)
                        // An attempt that timed out keeps its connection, since the SDK's client gives up waiting and
                        // no more.
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(
                                (int) Math.min(2 * settings.attemptTimeout().toMillis(), LONGEST_IDLE))
                        .setConnectTimeout(
                                (int) Math.min(settings.attemptTimeout().toMillis(), 10_000)))
                .responseTimeout(settings.attemptTimeout())
                .build();
        this.client = new WebPubSubServiceClientBuilder()
                .endpoint(settings.access().endpoint())
                .hub(settings.hub())
                .pipeline(pipeline(settings.access(), http))
                .buildAsyncClient();
    }

    @Override
    public CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
        return attempt(lane, body)
                .map(response -> ACCEPTED)
                .timeout(settings.attemptTimeout())
                .onErrorResume(failure -> Mono.just(Failure.outcome(failure)))
                .toFuture();
    }

    private Mono<Response<Void>> attempt(LaneKey lane, byte[] body) {
        Target target = lane.target();
        BinaryData data = BinaryData.fromBytes(body);
        WebPubSubContentType json = WebPubSubContentType.APPLICATION_JSON;
        RequestOptions options = new RequestOptions();
        if (!target.filter().isEmpty()) {
            options.addQueryParam("filter", target.filter());
        }
        if (!lane.ttl().isZero()) {
            options.addQueryParam("messageTtlSeconds", Long.toString(lane.ttl().toSeconds()));
        }
        return switch (target.kind()) {
            case GROUP -> client.sendToGroupWithResponse(target.name(), data, json, body.length, options);
            case USER -> client.sendToUserWithResponse(target.name(), data, json, body.length, options);
            case CONNECTION -> client.sendToConnectionWithResponse(target.name(), data, json, body.length, options);
            case ALL -> client.sendToAllWithResponse(data, json, body.length, options);
        };
    }

    /** Without the SDK's retries, so that one owner retries. */
    private static HttpPipeline pipeline(WebPubSubAccess access, HttpClient http) {
        HttpPipelinePolicy authentication = access instanceof WebPubSubAccess.ByIdentity identity
                ? new BearerTokenAuthenticationPolicy(identity.credential(), SCOPE)
                : new SignedTokens(((WebPubSubAccess.ByKeys) access).keys(), InstantSource.system());
        return new HttpPipelineBuilder()
                .policies(new UserAgentPolicy("weir"), authentication)
                .httpClient(http)
                .build();
    }
}
