package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `rules test` of what takes time: windows of minutes and hours, barriers, merged fields, lists, expiry. */
class VirtualWindowsTest {
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: job
                when: type == "job"
                to: {group: "jobs:{tenant}"}
                entity: "job/{data.id}"
                data: {state: "{data.state}"}
                coalesce: {every: 10m, barrier: data.state == "done", expire: 24h}
              - name: part
                when: type == "part"
                to: {group: "parts:{tenant}"}
                entity: "part/{data.id}"
                coalesce: {every: 1h, keep: merge}
              - name: log
                when: type == "log"
                to: {group: "logs:{tenant}"}
                entity: "log/{data.id}"
                data: {line: "{data.line}"}
                coalesce: {every: 30m, keep: all}
            """;

    @TempDir
    Path folder;

    @Test
    void aBarrierEndsTheWindow() throws IOException {
        passes("""
                - name: what comes before it is merged into it, what comes after it queues
                  events:
                    - {at: 0ms, type: job, data: {org: acme, id: 1, state: new}}
                    - {at: 1m, type: job, data: {org: acme, id: 1, state: running}}
                    - {at: 2m, type: job, data: {org: acme, id: 1, state: done}}
                    - {at: 3m, type: job, data: {org: acme, id: 1, state: reopened}}
                  published:
                    - {at: 0ms, to: "group:jobs:acme", entity: job/1, op: set, data: {state: new}}
                    - {at: 2m, to: "group:jobs:acme", entity: job/1, op: set, data: {state: done}}
                    - {at: 13m, to: "group:jobs:acme", entity: job/1, op: set, data: {state: reopened}}
                """);
    }

    @Test
    void fieldsOfPartialUpdatesAreMerged() throws IOException {
        passes("""
                - name: an hour's changes leave as one
                  events:
                    - {at: 0ms, type: part, data: {org: acme, id: 1, a: 1}}
                    - {at: 1m, type: part, data: {org: acme, id: 1, b: 2}}
                    - {at: 2m, type: part, data: {org: acme, id: 1, a: null, c: {x: 1}}}
                  published:
                    - {at: 0ms, to: "group:parts:acme", entity: part/1, op: merge, data: {org: acme, id: 1, a: 1}}
                    - {at: 61m, to: "group:parts:acme", entity: part/1, op: merge, data: {org: acme, id: 1, a: null, b: 2, c: {x: 1}}}
                """);
    }

    @Test
    void eachItemIsKept() throws IOException {
        passes("""
                - name: as a list, in order
                  events:
                    - {at: 0ms, type: log, data: {org: acme, id: 1, line: one}}
                    - {at: 1m, type: log, data: {org: acme, id: 1, line: two}}
                    - {at: 2m, type: log, data: {org: acme, id: 1, line: three}}
                    - {at: 40m, type: log, data: {org: acme, id: 1, line: four}}
                  published:
                    - {at: 0ms, to: "group:logs:acme", entity: log/1, op: add, data: [{line: one}]}
                    - {at: 31m, to: "group:logs:acme", entity: log/1, op: add, data: [{line: two}, {line: three}]}
                    - {at: 70m, to: "group:logs:acme", entity: log/1, op: add, data: [{line: four}]}
                """);
    }

    @Test
    void anEntityExpires() throws IOException {
        passes("""
                - name: a day after its last update
                  until: 26h
                  events:
                    - {at: 0ms, type: job, data: {org: acme, id: 1, state: done}}
                    - {at: 1h, type: job, data: {org: acme, id: 1, state: done}}
                  published:
                    - {at: 0ms, to: "group:jobs:acme", entity: job/1, op: set, data: {state: done}}
                    - {at: 1h, to: "group:jobs:acme", entity: job/1, op: set, data: {state: done}}
                    - {at: 25h, to: "group:jobs:acme", entity: job/1, op: remove}
                """);
    }

    private void passes(String test) throws IOException {
        Files.writeString(folder.resolve("rules.yaml"), RULES);
        Files.writeString(folder.resolve("rules.test.yaml"), "version: 1\norigin: ci\ntests:\n" + test.indent(2));
        Program program = Program.run("test", folder);

        assertThat(program.out()).isEqualTo(folder + ": 1 test, 0 failures\n");
        assertThat(program.exitCode).isZero();
    }
}
