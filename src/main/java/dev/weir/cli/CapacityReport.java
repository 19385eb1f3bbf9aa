package dev.weir.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The plan as a command prints it.
 *
 * @param simulation the file
 * @param capacity the plan
 */
record CapacityReport(String simulation, Capacity capacity) implements Printed.Report {
    private static final int SECONDS_OF_DAY = 86_400;
    private static final double MILLION = 1e6;

    @Override
    public String text() {
        Capacity.Simulated simulated = capacity.simulated();
        Capacity.Load load = capacity.load();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %,.1f events and %,.1f publishes a second, of %s%n%n",
                simulation,
                simulated.eventsPerSecond(),
                simulated.publishes(),
                Counted.of(simulated.tenants(), "tenant")));
        text.append(String.format(
                Locale.ROOT,
                "Planned for %,.0f events a second and %,d connections, a publish reaching %,.1f of them:%n",
                load.events(),
                load.connections(),
                load.reach()));
        text.append(new Table("  ")
                .row(number(capacity.publishes()), "publishes a second")
                .row(number(capacity.outbound()), "message units a second to clients")
                .row(
                        number(capacity.outbound() * SECONDS_OF_DAY / MILLION),
                        "million of them a day, which is what is billed")
                .row(number(capacity.requestsPerSecondOfReplica()), "requests-per-second of each replica"));
        Table needs = new Table("").head("What it takes", ">number", ">most in one", ">used", "because of");
        for (Capacity.Need need : capacity.needs()) {
            needs.row(
                    need.what(),
                    number(need.number()),
                    number(need.limit()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * need.used()),
                    need.because());
        }
        text.append('\n').append(needs).append('\n').append(verdict());
        return text.toString();
    }

    private String verdict() {
        List<Capacity.Need> beyond =
                capacity.needs().stream().filter(need -> need.used() > 1).toList();
        Capacity.Need first = capacity.needs().get(0);
        return beyond.isEmpty()
                ? "One of each will do. What gives way first as it grows: " + first.what() + ".\n"
                : "More than one service can give: "
                        + String.join(
                                ", ", beyond.stream().map(Capacity.Need::what).toList())
                        + ". Split the load over hubs and namespaces, by tenant. What gave way first: " + first.what()
                        + ".\n";
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 10 && number != Math.rint(number) ? "%,.1f" : "%,.0f", number);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("simulation", simulation);
        json.put("simulated", capacity.simulated());
        json.put("load", capacity.load());
        json.put("publishesPerSecond", capacity.publishes());
        json.put("messageUnitsPerSecond", capacity.outbound());
        json.put("requestsPerSecondOfReplica", capacity.requestsPerSecondOfReplica());
        json.put("needs", capacity.needs().stream().map(CapacityReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(Capacity.Need need) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", need.what());
        json.put("number", need.number());
        json.put("limit", need.limit());
        json.put("because", need.because());
        return json;
    }
}
