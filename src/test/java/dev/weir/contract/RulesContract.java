package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusRuleManagerClient;
import com.azure.messaging.servicebus.administration.models.CorrelationRuleFilter;
import com.azure.messaging.servicebus.administration.models.CreateRuleOptions;
import com.azure.messaging.servicebus.administration.models.FalseRuleFilter;
import com.azure.messaging.servicebus.administration.models.RuleProperties;
import com.azure.messaging.servicebus.administration.models.SqlRuleAction;
import com.azure.messaging.servicebus.administration.models.SqlRuleFilter;
import com.azure.messaging.servicebus.administration.models.TrueRuleFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A subscription whose rules change while it runs. */
@Contract
@ResourceLock("ruled")
abstract class RulesContract {
    private static final String DEFAULT_RULE = "$Default";

    @RegisterExtension
    private final BusClients bus = new BusClients("ruled/changing");

    @BeforeEach
    @AfterEach
    void onlyTheDefaultRule() {
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        List<String> names = names(rules);
        if (!names.contains(DEFAULT_RULE)) {
            rules.createRule(DEFAULT_RULE, new CreateRuleOptions(new TrueRuleFilter()));
        }
        names.stream().filter(name -> !name.equals(DEFAULT_RULE)).forEach(rules::deleteRule);
    }

    @Test
    void aSubscriptionBeginsWithTheDefaultRule() {
        // When
        List<RuleProperties> rules =
                bus.rules("ruled", "changing").listRules().stream().toList();

        // Then
        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).getName()).isEqualTo(DEFAULT_RULE);
        // The SDK's own true filter is one that it sends as this SQL, and may be given so again.
        assertThat(((SqlRuleFilter) rules.get(0).getFilter()).getSqlExpression())
                .isEqualTo("1=1");
    }

    @Test
    void aNewRuleCountsFromNowOn() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        bus.send("ruled", message("before", 1));

        // When
        rules.createRule("dear", new CreateRuleOptions(new SqlRuleFilter("price > 10")));
        rules.deleteRule(DEFAULT_RULE);

        // Then
        bus.send("ruled", message("cheap", 10), message("dear", 11));
        assertThat(bodies(peek(bus.receiver("ruled/changing")))).containsExactly("before", "dear");
    }

    @Test
    void rulesAreListedAsTheyWereMade() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        CorrelationRuleFilter correlation = new CorrelationRuleFilter("acme").setLabel("order");
        correlation.getProperties().put("region", "eu");

        // When
        rules.createRule("correlated", new CreateRuleOptions(correlation));
        rules.createRule(
                "acted",
                new CreateRuleOptions(new SqlRuleFilter("price > 10"))
                        .setAction(new SqlRuleAction("SET price = price + 1")));

        // Then
        Map<String, RuleProperties> listed = new HashMap<>();
        rules.listRules().forEach(rule -> listed.put(rule.getName(), rule));
        assertThat(listed).containsOnlyKeys(DEFAULT_RULE, "correlated", "acted");
        CorrelationRuleFilter filter =
                (CorrelationRuleFilter) listed.get("correlated").getFilter();
        assertThat(filter.getCorrelationId()).isEqualTo("acme");
        assertThat(filter.getLabel()).isEqualTo("order");
        assertThat(filter.getProperties()).containsOnly(Map.entry("region", "eu"));
        assertThat(((SqlRuleFilter) listed.get("acted").getFilter()).getSqlExpression())
                .isEqualTo("price > 10");
        assertThat(((SqlRuleAction) listed.get("acted").getAction()).getSqlExpression())
                .isEqualTo("SET price = price + 1");
    }

    @Test
    void eachRuleWithAnActionGivesACopy() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        rules.createRule(
                "more",
                new CreateRuleOptions(new TrueRuleFilter()).setAction(new SqlRuleAction("SET price = price + 1")));
        rules.createRule(
                "less",
                new CreateRuleOptions(new TrueRuleFilter()).setAction(new SqlRuleAction("SET price = price - 1")));
        rules.deleteRule(DEFAULT_RULE);

        // When
        bus.send("ruled", message("changed", 10));

        // Then
        assertThat(peek(bus.receiver("ruled/changing")))
                .extracting(
                        message -> ((Number) message.getApplicationProperties().get("price")).longValue())
                .containsExactlyInAnyOrder(9L, 11L);
    }

    @Test
    void aFalseFilterLetsNothingThrough() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        rules.createRule("nothing", new CreateRuleOptions(new FalseRuleFilter()));
        rules.deleteRule(DEFAULT_RULE);

        // When
        bus.send("ruled", message("dropped", 1));

        // Then
        assertThat(peek(bus.receiver("ruled/changing"))).isEmpty();
    }

    @Test
    void aNameIsGivenOnce() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class,
                () -> rules.createRule(DEFAULT_RULE, new CreateRuleOptions(new TrueRuleFilter())));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_ALREADY_EXISTS);
    }

    @Test
    void aRuleThatIsNotThereCannotBeDeleted() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");

        // When
        ServiceBusException error =
                catchThrowableOfType(ServiceBusException.class, () -> rules.deleteRule("no-such-rule"));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
    }

    @Test
    void anExpressionThatIsNoSqlIsRefused() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");

        // When
        Exception error = catchThrowableOfType(
                Exception.class,
                () -> rules.createRule("broken", new CreateRuleOptions(new SqlRuleFilter("price > AND"))));

        // Then
        assertThat(error).isNotNull();
        assertThat(names(rules)).containsExactly(DEFAULT_RULE);
    }

    @Test
    void messagesThatWaitStayWhenTheirRuleGoes() {
        // Given
        ServiceBusRuleManagerClient rules = bus.rules("ruled", "changing");
        bus.send("ruled", message("waiting", 1));

        // When
        rules.createRule("nothing", new CreateRuleOptions(new FalseRuleFilter()));
        rules.deleteRule(DEFAULT_RULE);

        // Then
        ServiceBusReceivedMessage waiting = one(bus.deleting("ruled/changing"));
        assertThat(Received.body(waiting)).isEqualTo("waiting");
    }

    private static List<String> names(ServiceBusRuleManagerClient rules) {
        return rules.listRules().stream().map(RuleProperties::getName).toList();
    }

    private static ServiceBusMessage message(String body, int price) {
        ServiceBusMessage message = new ServiceBusMessage(body);
        message.getApplicationProperties().put("price", price);
        return message;
    }
}
