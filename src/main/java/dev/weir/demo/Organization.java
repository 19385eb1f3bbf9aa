package dev.weir.demo;

import java.util.List;

/**
 * A tenant of the demo: its repositories, the people who push to them, and what its vehicles are called.
 *
 * @param login the name that rules read the tenant from
 * @param id the number in GitHub's payloads
 * @param runners how many jobs it runs at once
 */
record Organization(
        String login, long id, int runners, List<String> people, List<Repository> repositories, List<String> vehicles) {

    record Repository(String name, List<String> branches, List<Workflow> workflows) {}

    record Workflow(String name, List<Plan> jobs) {}

    /** A job before it runs. */
    record Plan(String name, List<String> steps) {}

    private static final List<String> BUILD = List.of(
            "Set up job",
            "Check out the repository",
            "Set up JDK 17",
            "Restore cache",
            "Compile",
            "Package",
            "Upload artifacts",
            "Complete job");
    private static final List<String> TEST = List.of(
            "Set up job",
            "Check out the repository",
            "Restore cache",
            "Start services",
            "Run tests",
            "Report coverage",
            "Upload test report",
            "Stop services",
            "Complete job");
    private static final List<String> LINT = List.of(
            "Set up job",
            "Check out the repository",
            "Install tools",
            "Check formatting",
            "Run linters",
            "Complete job");
    private static final List<String> IMAGE = List.of(
            "Set up job",
            "Check out the repository",
            "Set up builder",
            "Log in to registry",
            "Build image",
            "Scan image",
            "Push image",
            "Sign image",
            "Complete job");
    private static final List<String> DEPLOY = List.of(
            "Set up job",
            "Sign in",
            "Migrate database",
            "Roll out canary",
            "Watch error rate",
            "Roll out everywhere",
            "Smoke tests",
            "Complete job");

    private static final List<String> VEHICLES = List.of(
            "Heron", "Kite", "Plover", "Swift", "Dipper", "Wren", "Osprey", "Avocet", "Grebe", "Curlew", "Teal",
            "Merlin");

    /** The demo's tenants. */
    static final List<Organization> ALL = List.of(
            new Organization(
                    "globex",
                    51_870_233,
                    4,
                    List.of("hank-s", "mona", "ayesha-k"),
                    List.of(
                            repository("reactor-control", service()),
                            repository("telemetry-pipeline", service()),
                            repository("customer-portal", web())),
                    VEHICLES),
            new Organization(
                    "initech",
                    60_417_992,
                    3,
                    List.of("plumbergh", "michael-b", "samir-n"),
                    List.of(repository("tps-reports", service()), repository("printer-firmware", firmware())),
                    VEHICLES),
            new Organization(
                    "octo-org",
                    33_435_655,
                    5,
                    List.of("octocat", "hubot", "lena-w", "tomasz"),
                    List.of(
                            repository("payments-api", service()),
                            repository("storefront", web()),
                            repository("search-indexer", service()),
                            repository("edge-gateway", firmware())),
                    VEHICLES));

    Organization {
        people = List.copyOf(people);
        repositories = List.copyOf(repositories);
        vehicles = List.copyOf(vehicles);
    }

    private static Repository repository(String name, List<Workflow> workflows) {
        return new Repository(
                name, List.of("main", "main", "renovate/jackson", "fix/flaky-retry", "feature/audit-log"), workflows);
    }

    private static List<Workflow> service() {
        return List.of(
                new Workflow(
                        "CI",
                        List.of(
                                new Plan("build", BUILD),
                                new Plan("lint", LINT),
                                new Plan("unit tests", TEST),
                                new Plan("integration tests (postgres 16)", TEST))),
                new Workflow("Release", List.of(new Plan("image", IMAGE), new Plan("deploy to staging", DEPLOY))));
    }

    private static List<Workflow> web() {
        return List.of(
                new Workflow(
                        "CI",
                        List.of(
                                new Plan("lint", LINT),
                                new Plan("unit tests (node 22)", TEST),
                                new Plan("end to end (chromium)", TEST))),
                new Workflow("Preview", List.of(new Plan("image", IMAGE), new Plan("deploy preview", DEPLOY))));
    }

    private static List<Workflow> firmware() {
        return List.of(
                new Workflow(
                        "Build matrix",
                        List.of(
                                new Plan("build (arm64)", BUILD),
                                new Plan("build (x86_64)", BUILD),
                                new Plan("hardware in the loop", TEST))),
                new Workflow("Nightly", List.of(new Plan("soak test", TEST))));
    }
}
