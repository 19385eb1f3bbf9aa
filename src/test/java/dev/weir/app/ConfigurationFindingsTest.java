package dev.weir.app;

import static dev.weir.app.ConfigurationReaderTest.ENVIRONMENT;
import static dev.weir.app.ConfigurationReaderTest.LEAST;
import static dev.weir.app.ConfigurationReaderTest.SERVICE_BUS;
import static dev.weir.app.ConfigurationReaderTest.WEB_PUBSUB;
import static dev.weir.app.ConfigurationReaderTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a configuration that can't be used. */
class ConfigurationFindingsTest {

    /** Each is appended to, or put into, the least that works. */
    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                row("nothing", "", List.of("weir.yaml: this file is empty")),
                row(
                        "no root",
                        "sources: {}\n",
                        List.of(
                                "weir.yaml:1:1: the field 'weir' is missing; all settings stand below it",
                                "weir.yaml:1:1: unknown field 'sources' in the configuration")),
                row(
                        "a misspelt root",
                        "wier: {}\n",
                        List.of(
                                "weir.yaml:1:1: the field 'weir' is missing; all settings stand below it",
                                "weir.yaml:1:1: unknown field 'wier' in the configuration; did you mean 'weir'?")),
                row(
                        "another root beside",
                        LEAST + "quarkus: {}\n",
                        List.of("weir.yaml:6:1: unknown field 'quarkus' in the configuration")),
                row(
                        "everything missing",
                        "weir: {}\n",
                        List.of(
                                "weir.yaml:1:7: the field 'connection-string' is missing in 'web-pubsub'; write "
                                        + "connection-string: \"${WEB_PUBSUB_CONNECTION_STRING}\", or set "
                                        + "WEIR_WEB_PUBSUB_CONNECTION_STRING",
                                "weir.yaml:1:7: the field 'hub' is missing in 'web-pubsub'; write hub: NAME, or set "
                                        + "WEIR_WEB_PUBSUB_HUB",
                                "weir.yaml:1:7: the field 'path' is missing in 'rules'; write path: routing-rules, or "
                                        + "set WEIR_RULES_PATH",
                                "weir.yaml:1:7: there is no source; write sources: {NAME: {type: service-bus-queue, "
                                        + "queue: QUEUE, connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"}}")),
                row(
                        "a list",
                        "[]\n",
                        List.of("weir.yaml:1:1: the configuration must be a mapping, but is an empty list")),
                row(
                        "not YAML",
                        "weir: {\n",
                        List.of("weir.yaml:2:1: this is not YAML: while parsing a flow node, expected the node "
                                + "content, but found '<stream end>'")),
                row(
                        "a short key for snapshots",
                        LEAST + "  snapshots: {api-key: guess-me}\n",
                        List.of("weir.yaml:6:24: 'api-key' in 'snapshots' must have 32 characters or more, but has 8;"
                                + " make one with: openssl rand -hex 32")),
                row(
                        "an unknown key",
                        LEAST + "  coalesce: {entites: 1}\n",
                        List.of("weir.yaml:6:14: unknown field 'entites' in 'coalesce'; did you mean 'entities'?")),
                row(
                        "a key of the wrong kind",
                        LEAST + "  http: 8080\n",
                        List.of("weir.yaml:6:9: 'http' must be a mapping, but is the integer 8080")),
                row(
                        "a port out of range",
                        LEAST + "  http: {port: 65536}\n",
                        List.of("weir.yaml:6:16: 'port' in 'http' must be an integer from 0 to 65535, but is the "
                                + "integer 65536")),
                row(
                        "a duration without a unit",
                        LEAST + "  drain-timeout: 10\n",
                        List.of("weir.yaml:6:18: 'drain-timeout' in 'weir' must be a duration such as 250ms, 2s, 5m "
                                + "or 24h, but is the integer 10")),
                row(
                        "a duration out of range",
                        LEAST.replace("hub: updates", "attempt-timeout: 0, hub: updates"),
                        List.of(
                                "weir.yaml:4:33: 'attempt-timeout' in 'web-pubsub' must be from 100ms to 5m, but is the integer 0")),
                row(
                        "a host with a path",
                        LEAST + "  http: {host: a/b}\n",
                        List.of("weir.yaml:6:16: 'host' in 'http' must be a host name or an address, but is 'a/b'")),
                row(
                        "a hub with a hyphen",
                        LEAST.replace("hub: updates", "hub: up-dates"),
                        List.of("weir.yaml:4:21: 'hub' in 'web-pubsub' must be a hub's name: a letter, then up to 127 "
                                + "letters, digits and characters of _`,.[], but is 'up-dates'")),
                row(
                        "a queue with a blank",
                        LEAST.replace("ci-events", "ci events"),
                        List.of("weir.yaml:3:42: 'queue' in source 'ci' must be a queue's name: up to 260 letters, "
                                + "digits and characters of ._-/, a letter or digit at both ends, but is 'ci events'")),
                row(
                        "another type",
                        LEAST.replace("service-bus-queue", "service-bus-queues"),
                        List.of(
                                "weir.yaml:3:16: 'type' in source 'ci' must be one of event-hub, service-bus-queue, service-bus-subscription, but is "
                                        + "'service-bus-queues'; did you mean 'service-bus-queue'?")),
                row(
                        "an empty path",
                        LEAST.replace("routing-rules", "\"\""),
                        List.of("weir.yaml:5:17: 'path' in 'rules' must be the path of a folder or a file, but is ''")),
                row(
                        "a source's name",
                        LEAST.replace("ci:", "CI_1:"),
                        List.of("weir.yaml:3:5: a source's name must be lower-case letters, digits and hyphens, and "
                                + "not start with a hyphen, but is 'CI_1'")),
                row(
                        "no variable",
                        LEAST.replace("${WEB_PUBSUB_CONNECTION_STRING}", "x${NO_SUCH}"),
                        List.of("weir.yaml:4:51: environment variable NO_SUCH is not set; set it, or write "
                                + "${NO_SUCH:default}")),
                row(
                        "no variable for a number",
                        LEAST + "  http: {port: \"${NO_SUCH}\"}\n",
                        List.of("weir.yaml:6:17: environment variable NO_SUCH is not set; set it, or write "
                                + "${NO_SUCH:default}")),
                row(
                        "an open reference",
                        LEAST.replace("routing-rules", "\"rules/${HOME\""),
                        List.of("weir.yaml:5:24: this is not a reference to an environment variable; write ${NAME} or "
                                + "${NAME:default}, or $${ for the text '${'")),
                row(
                        "a reference that is no name",
                        LEAST.replace("routing-rules", "\"${a-b}\""),
                        List.of("weir.yaml:5:18: this is not a reference to an environment variable; write ${NAME} or "
                                + "${NAME:default}, or $${ for the text '${'")),
                row(
                        "a batch over the service's limit",
                        LEAST.replace("hub: updates,", "hub: updates, max-batch-bytes: 1MiB,"),
                        List.of("weir.yaml:4:47: 'max-batch-bytes' in 'web-pubsub' must be a size such as 64KiB or "
                                + "1MB, from 1KiB to 1MB, but is '1MiB'")),
                row(
                        "a wait that is longer than the longest",
                        LEAST.replace("hub: updates,", "hub: updates, retry: {wait: 31s},"),
                        List.of("weir.yaml:4:44: 'wait' in 'retry' of 'web-pubsub' must not be longer than "
                                + "'max-wait'; write less")),
                row(
                        "more prefetch than credit",
                        LEAST.replace("queue: ci", "prefetch: 100, credit: {events: 99}, queue: ci"),
                        List.of("weir.yaml:3:45: 'prefetch' in source 'ci' must not be more than 'credit.events', "
                                + "which is 99")),
                row(
                        "less credit than an event",
                        LEAST.replace("queue: ci", "credit: {bytes: 1MB}, queue: ci"),
                        List.of("weir.yaml:3:51: 'bytes' in 'credit' of source 'ci' must not be less than "
                                + "'max-event-bytes', which is 1MiB: such an event would never be taken")),
                row(
                        "prefetch beyond the buffers",
                        LEAST.replace("queue: ci", "prefetch: 201, queue: ci"),
                        List.of("weir.yaml:3:45: 'prefetch' in source 'ci' must be an integer from 0 to 200, but is "
                                + "the integer 201")),
                row(
                        "two sources on one queue",
                        LEAST.replace(
                                "  web-pubsub",
                                "    ci2: {type: service-bus-queue, queue: CI-events, connection-string:"
                                        + " \"${SERVICE_BUS_CONNECTION_STRING}\"}\n  web-pubsub"),
                        List.of("weir.yaml:4:5: source 'ci2' takes from the same queue as source 'ci', so each would "
                                + "get a part of its events; leave one out")),
                row(
                        "several at once, sorted",
                        LEAST.replace("hub: updates", "hub: 1").replace("queue: ci", "quee: ci")
                                + "  http: {port: x}\n",
                        List.of(
                                "weir.yaml:3:9: the field 'queue' is missing in source 'ci'; write queue: NAME, or "
                                        + "set WEIR_SOURCES_CI_QUEUE",
                                "weir.yaml:3:35: unknown field 'quee' in source 'ci'; did you mean 'queue'?",
                                "weir.yaml:4:21: 'hub' in 'web-pubsub' must be a hub's name: a letter, then up to 127 "
                                        + "letters, digits and characters of _`,.[], but is the integer 1",
                                "weir.yaml:6:16: 'port' in 'http' must be an integer from 0 to 65535, but is 'x'")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void brokenFiles(String name, String file, List<String> findings) {
        ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", file, ENVIRONMENT);

        assertThat(texts(result)).isEqualTo(findings);
        assertThat(result.configuration()).isEmpty();
    }

    static Stream<Arguments> serviceBusConnectionStrings() {
        String endpoint = "Endpoint=sb://acme.servicebus.windows.net/;";
        String key = "SharedAccessKeyName=n;SharedAccessKey=TOPSECRET";
        return Stream.of(
                row(
                        "no parts",
                        "TOPSECRET",
                        List.of("must be NAME=VALUE parts with ';' between them, but a part has no '='; expected "
                                + "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=NAME;SharedAccess"
                                + "Key=***")),
                row(
                        "no endpoint",
                        key,
                        List.of("has no Endpoint; expected "
                                + "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=NAME;SharedAccess"
                                + "Key=***")),
                row(
                        "http",
                        "Endpoint=https://acme.servicebus.windows.net;" + key,
                        List.of("has an Endpoint that is not of the form sb://NAMESPACE.servicebus.windows.net/")),
                row(
                        "no host",
                        "Endpoint=sb://;" + key,
                        List.of("has an Endpoint that is not of the form sb://NAMESPACE.servicebus.windows.net/")),
                row(
                        "no key",
                        endpoint,
                        List.of("has no SharedAccessKey; add SharedAccessKeyName and SharedAccessKey, or a "
                                + "SharedAccessSignature")),
                row(
                        "no key's name",
                        endpoint + "SharedAccessKey=TOPSECRET",
                        List.of("has a SharedAccessKey but no SharedAccessKeyName; add the policy's name")),
                row(
                        "key and signature",
                        endpoint + key + ";SharedAccessSignature=TOPSECRET",
                        List.of("has both a SharedAccessKey and a SharedAccessSignature; leave one out")),
                row(
                        "another queue",
                        endpoint + key + ";EntityPath=TOPSECRET",
                        List.of("has the EntityPath of another entity than the source's queue 'ci-events'; take the "
                                + "namespace's connection string, or that of the queue")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void serviceBusConnectionStrings(String name, String connectionString, List<String> faults) {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml", LEAST, with(Map.of("SERVICE_BUS_CONNECTION_STRING", connectionString)));

        assertThat(texts(result))
                .isEqualTo(faults.stream()
                        .map(fault -> "weir.yaml:3:72: 'connection-string' in source 'ci' " + fault)
                        .toList());
    }

    static Stream<Arguments> webPubSubConnectionStrings() {
        String endpoint = "Endpoint=https://acme.webpubsub.azure.com;";
        String key = "AccessKey=" + "TOPSECRET".repeat(4);
        return Stream.of(
                row(
                        "no parts",
                        "TOPSECRET",
                        List.of("must be NAME=VALUE parts with ';' between them, but a part has no '='; expected "
                                + "Endpoint=https://NAME.webpubsub.azure.com;AccessKey=***;Version=1.0;")),
                row(
                        "no endpoint",
                        key,
                        List.of("has no Endpoint; expected "
                                + "Endpoint=https://NAME.webpubsub.azure.com;AccessKey=***;Version=1.0;")),
                row(
                        "another scheme",
                        "Endpoint=wss://acme.webpubsub.azure.com;" + key,
                        List.of("has an Endpoint that is not of the form https://NAME.webpubsub.azure.com")),
                row(
                        "no key",
                        endpoint,
                        List.of("has no AccessKey; expected "
                                + "Endpoint=https://NAME.webpubsub.azure.com;AccessKey=***;Version=1.0;")),
                row(
                        "a short key",
                        endpoint + "AccessKey=TOPSECRET",
                        List.of("has an AccessKey of 9 bytes, but it must have at least 32: a token can't be "
                                + "signed with a shorter one; copy the key of the service anew")),
                row(
                        "31 bytes",
                        endpoint + "AccessKey=" + "x".repeat(31),
                        List.of("has an AccessKey of 31 bytes, but it must have at least 32: a token can't be "
                                + "signed with a shorter one; copy the key of the service anew")),
                row(
                        "a port that is none",
                        endpoint + key + ";Port=TOPSECRET",
                        List.of("has a Port that is not a number from 1 to 65535")),
                row(
                        "two ports",
                        "Endpoint=http://localhost:80;Port=81;" + key,
                        List.of("has a port in its Endpoint and a Port of its own; leave one out")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void webPubSubConnectionStrings(String name, String connectionString, List<String> faults) {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml", LEAST, with(Map.of("WEIR_WEB_PUBSUB_CONNECTION_STRING", connectionString)));

        assertThat(texts(result))
                .isEqualTo(faults.stream()
                        .map(fault -> "environment variable WEIR_WEB_PUBSUB_CONNECTION_STRING: 'connection-string' in"
                                + " 'web-pubsub' " + fault)
                        .toList());
    }

    @Test
    void namesTheVariableWhoseValueIsWrong() {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml",
                LEAST,
                with(Map.of("WEIR_HTTP_PORT", "TOPSECRET", "WEIR_SOURCES_CI_MAX_EVENT_BYTES", "1 MiB")));

        assertThat(texts(result))
                .isEqualTo(List.of(
                        "environment variable WEIR_HTTP_PORT: 'port' in 'http' must be an integer from 0 to "
                                + "65535, but is what the environment gives for 'weir.http.port'",
                        "environment variable WEIR_SOURCES_CI_MAX_EVENT_BYTES: 'max-event-bytes' in source "
                                + "'ci' must be a size such as 64KiB or 1MB, from 1KiB to 100MiB, but is what the "
                                + "environment gives for 'weir.sources.ci.max-event-bytes'"));
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThat(texts(ConfigurationReader.read(Path.of("no", "weir.yaml"), ENVIRONMENT)))
                .containsExactly("no/weir.yaml: there is no such file");
    }

    @ParameterizedTest(name = "as {0}")
    @ValueSource(strings = {"hub", "queue", "path", "type"})
    void hidesASecretThatStandsWhereItDoesNotBelong(String key) {
        for (String secret : List.of(SERVICE_BUS, WEB_PUBSUB)) {
            String file = LEAST.replaceAll("\\b" + key + ": [a-z-]+", key + ": \"" + secret + " \"");

            ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", file, ENVIRONMENT);

            assertThat(texts(result).toString()).doesNotContain("c2VjcmV0").doesNotContain("0123456789");
        }
    }

    @Test
    void hidesASecretThatIsWrittenIntoTheFile() {
        String file = LEAST.replace("\"${WEB_PUBSUB_CONNECTION_STRING}\"", "Endpoint=x;AccessKey=TOPSECRET");

        assertThat(texts(ConfigurationReader.read("weir.yaml", file, ENVIRONMENT)))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).doesNotContain("TOPSECRET"));
    }

    private static List<String> texts(ConfigurationReader.Result result) {
        assertThat(result.findings().toString()).doesNotContain("TOPSECRET");
        return result.findings().stream().map(Finding::text).toList();
    }

    private static Arguments row(String name, String text, List<String> findings) {
        return Arguments.of(name, text, findings);
    }
}
