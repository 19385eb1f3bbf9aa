package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults that were asked for, as the official SDK meets them. */
final class LocalWebPubSubFaultsTest {
    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    private Faults faults;
    private SendLog sends;

    @BeforeEach
    void getHoldOfThem() {
        faults = fixture.service().faults();
        sends = fixture.service().sends();
    }

    @Test
    void nextSendsAreRefusedWithRetryAfter() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        faults.set(FaultPlan.NONE.refuseNext(2, Refusal.of(429).retryAfter(Duration.ofSeconds(3))));

        HttpResponseException first = refused();
        HttpResponseException second = refused();
        send();

        assertThat(first.getResponse().getStatusCode()).isEqualTo(429);
        assertThat(first.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
                .isEqualTo("3");
        assertThat(second.getResponse().getStatusCode()).isEqualTo(429);
        assertThat(member.framesUntilPong()).hasSize(1);
        assertThat(sends.calls()).isEqualTo(3);
        assertThat(sends.accepted()).isEqualTo(1);
        assertThat(sends.throttled()).isEqualTo(2);
        assertThat(sends.latest()).extracting(Send::status).containsExactly(429, 429, 202);
    }

    @Test
    void refusalMayCarryNoRetryAfter() {
        faults.set(FaultPlan.NONE.refuseNext(1, Refusal.of(503)));

        HttpResponseException refusal = refused();

        assertThat(refusal.getResponse().getStatusCode()).isEqualTo(503);
        assertThat(refusal.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
                .isNull();
    }

    @Test
    void shareOfTheSendsIsRefused() {
        faults.set(FaultPlan.NONE.refuseShare(0.25, Refusal.of(429)));

        long refused = IntStream.range(0, 20).filter(i -> isRefused()).count();

        assertThat(refused).isEqualTo(5);
    }

    @Test
    void sendsAboveTheBudgetAreRefused() {
        faults.set(FaultPlan.NONE.refuseAbove(5, Refusal.of(429)));
        var sdk = ServiceFixture.builder(fixture.service().connectionString(), ServiceFixture.HUB)
                .buildAsyncClient();

        long start = System.nanoTime();
        IntStream.range(0, 20)
                .mapToObj(i -> sdk.sendToGroup("builds", "x", WebPubSubContentType.TEXT_PLAIN)
                        .onErrorComplete()
                        .toFuture())
                .toList()
                .forEach(done -> done.join());
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

        assertThat(sends.calls()).isEqualTo(20);
        assertThat(sends.accepted()).isBetween(5L, 5 * (seconds + 1));
        assertThat(sends.throttled()).isEqualTo(20 - sends.accepted());
    }

    @Test
    void latencyDelaysTheAnswerAndNotTheMessage() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        faults.set(FaultPlan.NONE.delayAnswers(Duration.ofMinutes(1)));

        CompletableFuture<Void> answer = sendWithoutWaiting();
        member.frame();
        assertThat(answer).isNotDone();
        answer.cancel(true);

        faults.set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(300)));
        long start = System.nanoTime();
        send();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void unansweredSendIsDeliveredAllTheSame() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        faults.set(FaultPlan.NONE.neverAnswer(1));

        CompletableFuture<Void> answer = sendWithoutWaiting();
        member.frame();
        await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
        answer.cancel(true);

        assertThat(member.framesUntilPong()).isEmpty();
        assertThat(sends.accepted()).isEqualTo(1);
        send();
        assertThat(member.framesUntilPong()).hasSize(1);
    }

    private void send() {
        fixture.sdk().sendToGroup("builds", "x", WebPubSubContentType.TEXT_PLAIN);
    }

    private CompletableFuture<Void> sendWithoutWaiting() {
        return ServiceFixture.builder(fixture.service().connectionString(), ServiceFixture.HUB)
                .buildAsyncClient()
                .sendToGroup("builds", "x", WebPubSubContentType.TEXT_PLAIN)
                .toFuture();
    }

    private HttpResponseException refused() {
        return catchThrowableOfType(HttpResponseException.class, this::send);
    }

    private boolean isRefused() {
        return refused() != null;
    }
}
