package dev.weir.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.LocalWebPubSub;
import dev.weir.local.webpubsub.Refusal;
import dev.weir.local.webpubsub.Send;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.publish.Outcome;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPubSubTransportTest {
    private static final byte[] BODY = "{\"weir\":1}".getBytes(StandardCharsets.UTF_8);
    /** The service's, where targets have a name of the bridge's own. */
    private static final String HUB = "updates";

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int PATIENCE_SECONDS = 90;

    private static final Target GROUP = new Target("east-updates", Target.Kind.GROUP, "tenant:acme");

    private final Vertx vertx = Vertx.vertx();
    private LocalWebPubSub service;

    @BeforeEach
    void startService() {
        service = new LocalWebPubSub(
                        dev.weir.local.webpubsub.WebPubSubSettings.defaults().withPort(0))
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant:acme", "a/b", "with space", "50%2F", "日本", "a?b#c"})
    void namesReachTheServiceAsTheyAre(String name) {
        Outcome outcome =
                send(transport(service.connectionString()), new Target("east-updates", Target.Kind.GROUP, name));

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(service.sends().latest()).extracting(Send::name).containsExactly(name);
        assertThat(service.sends().latest()).extracting(Send::hub).containsExactly(HUB);
    }

    @Test
    void everyKindOfTargetIsAccepted() {
        WebPubSubTransport transport = transport(service.connectionString());

        for (Target.Kind kind : Target.Kind.values()) {
            assertThat(send(transport, new Target("east-updates", kind, kind == Target.Kind.ALL ? "" : "ann")))
                    .as(kind.text())
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void throttlingTellsHowLongToWait() {
        service.faults().set(FaultPlan.NONE.refuseNext(1, Refusal.of(429).retryAfter(Duration.ofSeconds(7))));

        Outcome outcome = send(transport(service.connectionString()), GROUP);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7)));
    }

    @Test
    void throttlingWithoutAWaitIsThrottlingAllTheSame() {
        service.faults().set(FaultPlan.NONE.refuseNext(1, Refusal.of(429)));

        assertThat(send(transport(service.connectionString()), GROUP))
                .isInstanceOfSatisfying(
                        Outcome.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter()).isEqualTo(Optional.empty()));
    }

    @Test
    void a503ThatAsksToWaitMayHaveComeAfterTheBatchWasTaken() {
        service.faults().set(FaultPlan.NONE.refuseNext(1, Refusal.of(503).retryAfter(Duration.ofSeconds(7))));

        Outcome outcome = send(transport(service.connectionString()), GROUP);

        assertThat(outcome)
                .isEqualTo(new Outcome.Throttled(Optional.of(Duration.ofSeconds(7)), outcome.description(), true));
    }

    @Test
    void oneAttemptIsMadeForACall() {
        service.faults().set(FaultPlan.NONE.refuseNext(5, Refusal.of(503)));

        Outcome outcome = send(transport(service.connectionString()), GROUP);

        assertThat(outcome).isEqualTo(new Outcome.Unavailable(outcome.description(), true));
        assertThat(service.sends().calls()).isEqualTo(1);
    }

    @Test
    void attemptsWithoutAnAnswerGiveTheirConnectionsBack() {
        service.faults().set(FaultPlan.NONE.neverAnswer(2));
        WebPubSubTransport transport = new WebPubSubTransport(
                new WebPubSubSettings(access(service.connectionString()), HUB, 2, Duration.ofMillis(500)), vertx);
        assertThat(send(transport, GROUP)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(send(transport, GROUP)).isInstanceOf(Outcome.Unavailable.class);

        await().atMost(Duration.ofMinutes(1)).until(() -> send(transport, GROUP) instanceof Outcome.Accepted);
    }

    @Test
    void noAnswerInTimeIsAnUnknownOutcome() {
        service.faults().set(FaultPlan.NONE.neverAnswer(1));
        WebPubSubTransport transport = new WebPubSubTransport(
                new WebPubSubSettings(access(service.connectionString()), HUB, 4, Duration.ofMillis(300)), vertx);

        assertThat(send(transport, GROUP))
                .isEqualTo(new Outcome.Unavailable(
                        "Web PubSub did not answer in time; whether it took the batch is not known", true));
    }

    @Test
    void aServiceThatIsDownCertainlyTookNothing() {
        String connectionString = service.connectionString();
        service.close();

        assertThat(send(transport(connectionString), GROUP))
                .isInstanceOfSatisfying(Outcome.Unavailable.class, outcome -> {
                    assertThat(outcome.maybeDelivered()).isFalse();
                    assertThat(outcome.description())
                            .contains("can't be reached")
                            .contains("the endpoint of 'web-pubsub'");
                });
    }

    @Test
    void aWrongKeyIsUnauthorizedAndNeverNamed() {
        String wrong = service.connectionString().replaceAll("AccessKey=[^;]*", "AccessKey=" + "x".repeat(40));

        assertThat(send(transport(wrong), GROUP))
                .isInstanceOfSatisfying(
                        Outcome.Unauthorized.class,
                        outcome -> assertThat(outcome.description())
                                .startsWith("Web PubSub answered 401")
                                .doesNotContain("xxx"));
    }

    @Test
    void aBodyThatIsNotJsonIsRejected() {
        Outcome outcome = transport(service.connectionString())
                .send(LaneKey.of(GROUP), "{".getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.description()).startsWith("Web PubSub answered 400"));
    }

    @Test
    void settingsKeepTheKeyToThemselves() {
        assertThat(new WebPubSubSettings(access(service.connectionString()), HUB, 4, Duration.ofSeconds(1)).toString())
                .contains("127.0.0.1")
                .doesNotContain(service.connectionString().replaceAll("(?s).*AccessKey=([^;]*).*", "$1"));
    }

    @Test
    void theOtherKeyIsTakenWhereOneIsRefusedAndKept() {
        String wrong = service.connectionString().replaceAll("AccessKey=[^;]*", "AccessKey=" + "x".repeat(40));
        WebPubSubTransport transport = new WebPubSubTransport(
                new WebPubSubSettings(
                        WebPubSubAccess.of(wrong, Optional.of(service.connectionString())), HUB, 4, ANSWER),
                vertx);

        assertThat(send(transport, GROUP)).isInstanceOf(Outcome.Accepted.class);
        assertThat(send(transport, GROUP)).isInstanceOf(Outcome.Accepted.class);

        assertThat(service.meter().read().allCalls())
                .as("one refused, two accepted")
                .isEqualTo(3);
    }

    private static WebPubSubAccess access(String connectionString) {
        return WebPubSubAccess.of(connectionString, Optional.empty());
    }

    private WebPubSubTransport transport(String connectionString) {
        return new WebPubSubTransport(new WebPubSubSettings(access(connectionString), HUB, 4, ANSWER), vertx);
    }

    private static Outcome send(WebPubSubTransport transport, Target target) {
        return transport
                .send(LaneKey.of(target), BODY)
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
