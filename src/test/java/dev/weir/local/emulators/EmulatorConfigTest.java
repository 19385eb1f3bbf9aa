package dev.weir.local.emulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SystemProperty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorConfigTest {
    private static final String BUS = """
            {"UserConfig": {"Namespaces": [{"Name": "sbemulatorns",
              "Queues": [
                {"Name": "plain"},
                {"Name": "full", "Properties": {"DeadLetteringOnMessageExpiration": true,
                  "DefaultMessageTimeToLive": "PT5M", "DuplicateDetectionHistoryTimeWindow": "PT30S",
                  "ForwardDeadLetteredMessagesTo": "plain", "ForwardTo": "", "LockDuration": "PT5S",
                  "MaxDeliveryCount": 7, "RequiresDuplicateDetection": true, "RequiresSession": true}}],
              "Topics": [{"Name": "topic", "Properties": {"DefaultMessageTimeToLive": "PT10M"},
                "Subscriptions": [
                  {"Name": "all", "Properties": {"ForwardTo": "plain"}},
                  {"Name": "some", "Rules": [
                    {"Name": "sql", "Properties": {"FilterType": "Sql",
                      "SqlFilter": {"SqlExpression": "a = 1"}, "Action": {"SqlExpression": "SET b = 2"}}},
                    {"Name": "correlation", "Properties": {"FilterType": "Correlation",
                      "CorrelationFilter": {"Label": "x", "Properties": {"n": 3, "t": "y"}}}}]}]}]}],
              "Logging": {"Type": "File"}}}
            """;
    private static final String HUBS = """
            {"UserConfig": {"NamespaceConfig": [{"Type": "EventHub", "Name": "emulatorNs1",
              "Entities": [{"Name": "eh1", "PartitionCount": "2", "ConsumerGroups": [{"Name": "cg1"}]},
                           {"Name": "eh2", "PartitionCount": 3}]}],
              "LoggingConfig": {"Type": "File"}}}
            """;

    @Test
    void aServiceBusFileBecomesQueuesAndTopics() {
        EmulatorConfig config = parse(BUS);

        assertThat(config.hubs()).isEmpty();
        QueueSettings plain = config.queues().get(0);
        assertThat(plain.entity().maxDeliveryCount()).isEqualTo(3);
        assertThat(plain.entity().defaultTimeToLive()).isEqualTo(Duration.ofHours(1));
        assertThat(plain.duplicateDetection()).isEmpty();
        QueueSettings full = config.queues().get(1);
        assertThat(full.name()).isEqualTo("full");
        assertThat(full.duplicateDetection()).contains(Duration.ofSeconds(30));
        assertThat(full.entity().lockDuration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(full.entity().maxDeliveryCount()).isEqualTo(7);
        assertThat(full.entity().requiresSession()).isTrue();
        assertThat(full.entity().deadLetteringOnExpiration()).isTrue();
        assertThat(full.entity().forwardTo()).isEmpty();
        assertThat(full.entity().forwardDeadLettersTo()).contains("plain");
        TopicSettings topic = config.topics().get(0);
        assertThat(topic.defaultTimeToLive()).isEqualTo(Duration.ofMinutes(10));
        SubscriptionSettings all = topic.subscriptions().get(0);
        assertThat(all.rules()).containsExactly(RuleSettings.DEFAULT);
        assertThat(all.entity().forwardTo()).isEqualTo(Optional.of("plain"));
        assertThat(topic.subscriptions().get(1).rules())
                .containsExactly(
                        RuleSettings.of("sql", SqlFilter.parse("a = 1"), SqlAction.parse("SET b = 2")),
                        RuleSettings.of(
                                "correlation",
                                new CorrelationFilter(Map.of(SystemProperty.LABEL, "x"), Map.of("n", 3L, "t", "y"))));
    }

    @Test
    void anEventHubsFileBecomesHubs() {
        assertThat(parse(HUBS).hubs())
                .containsExactly(
                        HubSettings.of("eh1", 2).withConsumerGroups("cg1"),
                        HubSettings.of("eh2", 3).withConsumerGroups());
    }

    @Test
    void theBuiltInOneHasAFewOfEach() {
        EmulatorConfig config = EmulatorConfig.builtIn();

        assertThat(config.queues())
                .hasSizeGreaterThan(1)
                .anyMatch(queue -> queue.entity().requiresSession());
        assertThat(config.topics())
                .hasSizeGreaterThan(1)
                .allSatisfy(topic -> assertThat(topic.subscriptions()).hasSize(2));
        assertThat(config.hubs()).hasSizeGreaterThan(1);
        assertThat(config.conflicts()).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | Config.json#/: expected an object, but found an array",
                "{} | Config.json#/: expected the key 'UserConfig'",
                "{\"UserConfig\": {}} | Config.json#/UserConfig: expected either 'Namespaces' (Service Bus)",
                "{\"UserConfig\": | Config.json:1:",
                "{\"UserConfig\": 1, \"UserConfig\": 2} | not JSON: Duplicate field 'UserConfig'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queue\": []}]}} | #/UserConfig/Namespaces/0/Queue: unknown key 'Queue'; did you mean 'Queues'?",
                "{\"UserConfig\": {\"Namespaces\": {}}} | #/UserConfig/Namespaces: expected an array, but found an object",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{}]}]}} | #/UserConfig/Namespaces/0/Queues/0: expected the key 'Name'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": 5}]}]}} | /Queues/0/Name: expected a text, but found 5",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"/q\"}]}]}} | /Queues/0: queue name must be a path",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\", \"Properties\": {\"LockDuration\": \"1m\"}}]}]}} | /Properties/LockDuration: expected a duration in ISO 8601 such as PT1M or P1D, but found '1m'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\", \"Properties\": {\"LockDuration\": \"PT6M\"}}]}]}} | /Properties: lock duration must be positive and at most PT5M",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\", \"Properties\": {\"MaxDeliveryCount\": \"x\"}}]}]}} | /MaxDeliveryCount: expected a whole number, but found 'x'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\", \"Properties\": {\"RequiresSession\": \"yes\"}}]}]}} | /RequiresSession: expected true or false, but found 'yes'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Topics\": [{\"Name\": \"t\", \"Subscriptions\": [{\"Name\": \"s\", \"Rules\": [{\"Name\": \"r\", \"Properties\": {\"FilterType\": \"Sql\", \"SqlFilter\": {\"SqlExpression\": \"a =\"}}}]}]}]}]}} | /SqlFilter/SqlExpression: character 4: expected a value, but found the end",
                "{\"UserConfig\": {\"Namespaces\": [{\"Topics\": [{\"Name\": \"t\", \"Subscriptions\": [{\"Name\": \"s\", \"Rules\": [{\"Name\": \"r\", \"Properties\": {\"FilterType\": \"sql\"}}]}]}]}]}} | /FilterType: expected 'Correlation' or 'Sql', but found 'sql'",
                "{\"UserConfig\": {\"Namespaces\": [{\"Topics\": [{\"Name\": \"t\", \"Subscriptions\": [{\"Name\": \"s\", \"Rules\": [{\"Name\": \"r\", \"Properties\": {\"FilterType\": \"Correlation\"}}]}]}]}]}} | /CorrelationFilter: a correlation filter must name one property or more",
                "{\"UserConfig\": {\"NamespaceConfig\": [{\"Type\": \"Hub\"}]}} | /Type: expected 'EventHub', but found 'Hub'",
                "{\"UserConfig\": {\"NamespaceConfig\": [{\"Type\": \"EventHub\", \"Entities\": [{\"Name\": \"h\", \"PartitionCount\": \"0\"}]}]}} | /Entities/0: partition count of hub 'h' must be 1 to"
            })
    void aBrokenFileIsRefusedWithPlaceAndReason(String json, String finding) {
        InvalidConfigException e = catchThrowableOfType(InvalidConfigException.class, () -> parse(json));

        assertThat(e).isNotNull();
        assertThat(e.findings()).anySatisfy(text -> assertThat(text).contains(finding));
    }

    @Test
    void allFindingsComeAtOnce() {
        InvalidConfigException e = catchThrowableOfType(
                InvalidConfigException.class,
                () -> parse(BUS.replace("\"PT5S\"", "\"5\"")
                        .replace("MaxDeliveryCount", "MaxDeliverCount")
                        .replace("a = 1", "a")));

        assertThat(e.findings()).hasSize(3);
    }

    @Test
    void aLargeOrAbsentFileIsRefused() {
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> EmulatorConfig.parse("Config.json", new byte[EmulatorConfig.MAX_BYTES + 1]))
                        .getMessage())
                .isEqualTo("Config.json: expected at most 4194304 bytes");
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> EmulatorConfig.read(List.of(Path.of("absent.json"))))
                        .getMessage())
                .startsWith("absent.json: cannot be read (NoSuchFileException)");
    }

    private static EmulatorConfig parse(String json) {
        return EmulatorConfig.parse("Config.json", json.getBytes(StandardCharsets.UTF_8));
    }
}
