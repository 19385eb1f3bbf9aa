package dev.weir.local.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusRuleManagerClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.models.CorrelationRuleFilter;
import com.azure.messaging.servicebus.administration.models.CreateRuleOptions;
import com.azure.messaging.servicebus.administration.models.RuleProperties;
import com.azure.messaging.servicebus.administration.models.SqlRuleAction;
import com.azure.messaging.servicebus.administration.models.SqlRuleFilter;
import com.azure.messaging.servicebus.administration.models.TrueRuleFilter;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SystemProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicTest {
    private static final String ALL = "orders/subscriptions/all";
    private static final String RED = "orders/subscriptions/red";
    private static final String RULED = "orders/subscriptions/ruled";
    private static final String STRICT = "orders/subscriptions/strict";
    private static final String LAX = "orders/subscriptions/lax";

    @RegisterExtension
    final BusFixture fixture = new BusFixture(QueueSettings.of("inbox"))
            .with(
                    TopicSettings.of(
                            "orders",
                            SubscriptionSettings.of("all"),
                            SubscriptionSettings.of("red")
                                    .withRules(RuleSettings.of("red", SqlFilter.parse("colour = 'red'"))),
                            SubscriptionSettings.of("ruled")
                                    .withRules(
                                            RuleSettings.of("one", SqlFilter.parse("n > 1")),
                                            RuleSettings.of("two", SqlFilter.parse("n > 2")),
                                            RuleSettings.of(
                                                    "halved",
                                                    SqlFilter.parse("n > 1"),
                                                    SqlAction.parse(
                                                            "SET n = n / 2; REMOVE colour; SET sys.Label = 'half'"))),
                            SubscriptionSettings.of("strict")
                                    .withRules(RuleSettings.of("fails", SqlFilter.parse("colour > 5"))),
                            SubscriptionSettings.of("lax")
                                    .withRules(RuleSettings.of("fails", SqlFilter.parse("sys.Nothing = 5")))
                                    .withoutDeadLetteringOnFilterExceptions()),
                    TopicSettings.of(
                                    "once",
                                    SubscriptionSettings.of("s"),
                                    SubscriptionSettings.of("sessions").with(EntitySettings::withSessions),
                                    SubscriptionSettings.of("on").with(entity -> entity.withForwardTo("inbox")))
                            .withDuplicateDetection(Duration.ofMinutes(1))
                            .withDefaultTimeToLive(Duration.ofMinutes(2)));

    @Test
    void eachSubscriptionGetsACopyOfWhatItsRulesSelect() {
        send("orders", message("a", Map.of("colour", "red")), message("b", Map.of("colour", "blue")));

        assertThat(bodies(ALL)).containsExactly("a", "b");
        assertThat(bodies(RED)).containsExactly("a");
        assertThat(bodies(RULED)).isEmpty();
    }

    @Test
    void rulesWithoutAnActionYieldOneCopyTogetherAndRulesWithOneACopyEach() {
        send("orders", message("a", Map.of("n", 5, "colour", "red")));

        ServiceBusReceiverClient receiver = receiver("orders", "ruled");
        List<ServiceBusReceivedMessage> received = BusFixture.receive(receiver, 2);
        ServiceBusReceivedMessage changed = received.get(0);
        assertThat(changed.getApplicationProperties()).isEqualTo(Map.of("n", 2L, "RuleName", "halved"));
        assertThat(changed.getSubject()).isEqualTo("half");
        assertThat(changed.getBody()).hasToString("a");
        assertThat(changed.getMessageId()).isEqualTo("id-a");
        assertThat(received.get(1).getApplicationProperties()).isEqualTo(Map.of("n", 5, "colour", "red"));
        received.forEach(receiver::complete);
        assertThat(fixture.counts(RULED)).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void aRuleThatFailsOnAMessageDeadLettersItWhereTheSubscriptionSaysSo() {
        send("orders", message("a", Map.of("colour", "red")));

        assertThat(bodies(STRICT)).isEmpty();
        assertThat(bodies(STRICT + "/$deadletterqueue")).containsExactly("a");
        assertThat(bodies(LAX)).isEmpty();
        assertThat(bodies(LAX + "/$deadletterqueue")).isEmpty();
        assertThat(peek(STRICT + "/$deadletterqueue").get(0).properties())
                .containsEntry("DeadLetterReason", "FilterEvaluationException")
                .containsEntry("DeadLetterErrorDescription", "'>' cannot be applied to text and a number");
    }

    @Test
    void theRuleManagerAddsListsAndRemovesRules() {
        ServiceBusRuleManagerClient rules = fixture.closing(fixture.clients()
                .ruleManager()
                .topicName("orders")
                .subscriptionName("all")
                .buildClient());
        assertThat(rules.listRules())
                .extracting(RuleProperties::getName, rule -> rule.getFilter().getClass())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("$Default", TrueRuleFilter.class));

        rules.deleteRule("$default");
        rules.createRule(
                "big",
                new CreateRuleOptions(new SqlRuleFilter("size >= 10"))
                        .setAction(new SqlRuleAction("SET kind = 'big'")));
        CorrelationRuleFilter correlation =
                new CorrelationRuleFilter().setLabel("urgent").setContentType("text/plain");
        correlation.getProperties().put("region", "eu");
        correlation.getProperties().put("level", 3);
        rules.createRule("urgent", new CreateRuleOptions(correlation));

        List<RuleProperties> listed = rules.listRules().stream().toList();
        assertThat(listed).extracting(RuleProperties::getName).containsExactly("big", "urgent");
        assertThat(listed.get(0).getFilter()).isEqualTo(new SqlRuleFilter("size >= 10"));
        assertThat(((SqlRuleAction) listed.get(0).getAction()).getSqlExpression())
                .isEqualTo("SET kind = 'big'");
        CorrelationRuleFilter read = (CorrelationRuleFilter) listed.get(1).getFilter();
        assertThat(read.getLabel()).isEqualTo("urgent");
        assertThat(read.getContentType()).isEqualTo("text/plain");
        assertThat(read.getMessageId()).isNull();
        // The client makes text of every value that it reads back.
        assertThat(read.getProperties()).isEqualTo(Map.of("region", "eu", "level", "3"));

        send(
                "orders",
                message("small", Map.of("size", 9)),
                message("large", Map.of("size", 10)),
                message("now", Map.of("region", "eu", "level", 3L))
                        .setSubject("urgent")
                        .setContentType("text/plain"),
                message("later", Map.of("region", "eu", "level", 4))
                        .setSubject("urgent")
                        .setContentType("text/plain"));
        assertThat(bodies(ALL)).containsExactly("large", "now");
        assertThat(peek(ALL).get(0).properties()).containsEntry("kind", "big").containsEntry("RuleName", "big");
    }

    @Test
    void badRuleRequestsAreAnsweredWithTheReason() {
        ServiceBusRuleManagerClient rules = fixture.closing(fixture.clients()
                .ruleManager()
                .topicName("orders")
                .subscriptionName("red")
                .buildClient());

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> rules.createRule("RED", new CreateRuleOptions(new SqlRuleFilter("1 = 1"))))
                .withMessageContaining("The messaging entity 'orders/Subscriptions/red/Rules/RED' already exists.");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> rules.createRule("new", new CreateRuleOptions(new SqlRuleFilter("1 = "))))
                .withMessageContaining("character 5: expected a value, but found the end");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> rules.deleteRule("absent"))
                .withMessageContaining("could not be found");
        assertThat(rules.listRules()).extracting(RuleProperties::getName).containsExactly("red");
    }

    @Test
    void duplicatesAreDroppedBeforeAnySubscription() {
        send("once", message("a", Map.of()), message("a", Map.of()));
        fixture.pass(Duration.ofSeconds(61));
        send("once", message("a", Map.of()));

        assertThat(bodies("once/subscriptions/s")).containsExactly("a", "a");
    }

    @Test
    void theTopicsTimeToLiveHoldsInItsSubscriptions() {
        send("once", message("a", Map.of()));

        fixture.pass(Duration.ofSeconds(121));

        assertThat(bodies("once/subscriptions/s")).isEmpty();
    }

    @Test
    void aScheduledMessageReachesTheSubscriptionsAtItsTimeUnlessItIsCancelled() {
        ServiceBusSenderClient sender =
                fixture.closing(fixture.clients().sender().topicName("orders").buildClient());
        var due = java.time.OffsetDateTime.parse("2026-01-01T00:10:00Z");
        sender.scheduleMessage(message("kept", Map.of()), due);
        long cancelled = sender.scheduleMessage(message("cancelled", Map.of()), due);
        sender.cancelScheduledMessage(cancelled);
        assertThat(bodies(ALL)).isEmpty();

        fixture.pass(Duration.ofMinutes(10));

        assertThat(bodies(ALL)).containsExactly("kept");
    }

    @Test
    void aSubscriptionForwardsToAQueueAndAnotherHasSessions() {
        send("once", message("a", Map.of()).setSessionId("s1"));

        assertThat(bodies("inbox")).containsExactly("a");
        try (var sessions = fixture.clients()
                        .sessionReceiver()
                        .topicName("once")
                        .subscriptionName("sessions")
                        .disableAutoComplete()
                        .buildClient();
                ServiceBusReceiverClient session = sessions.acceptNextSession()) {
            assertThat(session.getSessionId()).isEqualTo("s1");
            session.complete(BusFixture.one(session));
        }
    }

    @Test
    void deadLettersOfASubscriptionAreReceivedFromItsSubQueue() {
        send("orders", message("a", Map.of()));
        ServiceBusReceiverClient receiver = receiver("orders", "all");
        receiver.deadLetter(BusFixture.one(receiver));

        assertThat(fixture.counts(ALL).deadLettered()).isEqualTo(1);
        assertThat(bodies(ALL + "/$deadletterqueue")).containsExactly("a");
    }

    @Test
    void nobodyReceivesFromATopicOrSendsToASubscription() {
        ServiceBusReceiverClient receiver = fixture.receiver("orders");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> receiver.receiveMessages(1, BusFixture.PATIENCE).stream()
                        .toList())
                .withStackTraceContaining("receive from one of its subscriptions");
        ServiceBusSenderClient sender = fixture.sender("orders/subscriptions/all");
        assertThatExceptionOfType(ServiceBusException.class)
                .isThrownBy(() -> sender.sendMessage(new ServiceBusMessage("x")))
                .withMessageContaining("nothing can be sent to 'orders/Subscriptions/all'");
    }

    @Test
    void topicsAreCreatedAndDeletedAtRunTimeAllOrNone() {
        LocalServiceBus bus = fixture.bus().serviceBus();
        bus.createTopic(TopicSettings.of("later", SubscriptionSettings.of("s")));
        assertThat(bus.topics())
                .extracting(topic -> topic.settings().name())
                .containsExactly("orders", "once", "later");
        bus.deleteTopic("LATER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.counts("later/subscriptions/s"))
                .withMessageContaining("does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.createTopic(TopicSettings.of("inbox")))
                .withMessageContaining("topic 'inbox' needs another name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.create(
                        List.of(QueueSettings.of("q")),
                        List.of(TopicSettings.of(
                                "t", SubscriptionSettings.of("s").with(entity -> entity.withForwardTo("absent"))))))
                .withMessageContaining("subscription 's' of topic 't' is to forward to 'absent'");
        assertThat(bus.queues()).extracting(queue -> queue.settings().name()).containsExactly("inbox");
        assertThat(bus.topics()).hasSize(2);
    }

    @Test
    void aCorrelationFilterNeedsACondition() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CorrelationFilter(Map.<SystemProperty, String>of(), Map.of()))
                .withMessage("a correlation filter must name one property or more, but names none");
    }

    private static ServiceBusMessage message(String body, Map<String, Object> properties) {
        ServiceBusMessage message = new ServiceBusMessage(body).setMessageId("id-" + body);
        message.getApplicationProperties().putAll(properties);
        return message;
    }

    private void send(String topic, ServiceBusMessage... messages) {
        try (ServiceBusSenderClient sender =
                fixture.clients().sender().topicName(topic).buildClient()) {
            List.of(messages).forEach(sender::sendMessage);
        }
    }

    private ServiceBusReceiverClient receiver(String topic, String subscription) {
        return fixture.closing(fixture.clients()
                .receiver()
                .topicName(topic)
                .subscriptionName(subscription)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }

    private List<PeekedMessage> peek(String path) {
        return fixture.bus().serviceBus().peek(path, 0, 100);
    }

    private List<String> bodies(String path) {
        return peek(path).stream().map(message -> new String(message.body())).toList();
    }
}
