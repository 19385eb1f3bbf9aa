package dev.weir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of packages: what each may use of ours, and what the core may use of others. */
class ArchitectureTest {
    private static final String ROOT = "dev.weir.";
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("event", List.of());
        MAY_USE.put("message", List.of("event"));
        MAY_USE.put("metrics", List.of());
        MAY_USE.put("yaml", List.of());
        MAY_USE.put("schema", List.of("yaml"));
        MAY_USE.put("rules", List.of("event", "message", "yaml", "schema"));
        MAY_USE.put("coalesce", List.of("event", "message", "metrics"));
        MAY_USE.put("publish", List.of("message", "metrics"));
        MAY_USE.put("source", List.of("event", "metrics"));
        MAY_USE.put("pipeline", List.of("event", "message", "metrics", "rules", "coalesce", "publish", "source"));
        MAY_USE.put(
                "rehearsal", List.of("event", "message", "metrics", "yaml", "rules", "publish", "source", "pipeline"));
        MAY_USE.put("cli", List.of("event", "message", "yaml", "rules", "rehearsal"));
        MAY_USE.put("file", List.of());
        MAY_USE.put("state", List.of("coalesce", "file"));
        MAY_USE.put("access", List.of("coalesce", "message"));
        MAY_USE.put("checkpoint", List.of("file"));
        MAY_USE.put("azure", List.of());
        MAY_USE.put("deadletter", List.of("event", "source", "azure"));
        MAY_USE.put("source.eventhubs", List.of("event", "source", "azure"));
        MAY_USE.put("source.servicebus", List.of("azure", "event", "source"));
        MAY_USE.put("webpubsub", List.of("message", "publish"));
        MAY_USE.put(
                "local",
                List.of(
                        "local.amqp",
                        "local.control",
                        "local.emulators",
                        "local.eventhubs",
                        "local.servicebus",
                        "local.webpubsub"));
        MAY_USE.put(
                "local.control",
                List.of(
                        "local.amqp",
                        "local.eventhubs",
                        "local.servicebus",
                        "local.sqlfilter",
                        "local.upstream",
                        "local.webpubsub"));
        MAY_USE.put("local.amqp", List.of());
        MAY_USE.put("local.upstream", List.of());
        MAY_USE.put("local.odata", List.of());
        MAY_USE.put("local.emulators", List.of("local.eventhubs", "local.servicebus", "local.sqlfilter"));
        MAY_USE.put("local.webpubsub", List.of("local.odata", "local.upstream"));
        MAY_USE.put("local.eventhubs", List.of("local.amqp"));
        MAY_USE.put("local.servicebus", List.of("local.amqp", "local.sqlfilter"));
        MAY_USE.put("local.sqlfilter", List.of());
        MAY_USE.put("demo", List.of());
    }

    private static final Set<String> CORE = Set.of(
            "event", "message", "metrics", "yaml", "schema", "rules", "coalesce", "publish", "source", "pipeline");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.weir");
    }

    static Stream<String> packages() {
        return MAY_USE.keySet().stream();
    }

    @ParameterizedTest(name = "{0} uses only what the table allows")
    @MethodSource("packages")
    void aPackageUsesOnlyWhatTheTableAllows(String name) {
        List<String> allowed = MAY_USE.get(name);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat(ours("none of " + allowed, name, allowed))
                .check(classes);
    }

    @Test
    void everyPackageButTheRimIsInTheTable() {
        Set<String> rim = Set.of("app");
        List<String> unknown = classes.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()))
                .distinct()
                .filter(name -> !MAY_USE.containsKey(name) && !rim.contains(name))
                .toList();

        Assertions.assertThat(unknown).isEmpty();
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.weir.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theCoreKnowsNoSdkAndNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE.stream().map(name -> ROOT + name).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.azure..", "io.quarkus..", "jakarta..", "io.vertx..", "io.netty..", "reactor..")
                .check(classes);
    }

    @Test
    void theLocalServicesKnowNoSdkAndNoFramework() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "local..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.azure..", "io.quarkus..", "jakarta..", "reactor..")
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> ours(String description, String self, List<String> allowed) {
        return DescribedPredicate.describe("are ours and " + description, type -> {
            String name = type.getPackageName();
            if (!name.startsWith(ROOT)) {
                return false;
            }
            String ours = name.substring(ROOT.length());
            return !ours.equals(self) && !allowed.contains(ours);
        });
    }
}
