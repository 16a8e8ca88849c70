package io.penumbra.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The drawing of the modules, as a test. Think before loosening it. */
final class LayeringTest {
    /** Each module, by the package it owns, and all that it may see, directly or not. */
    private static final Map<String, Set<String>> MAY_SEE =
            Map.ofEntries(
                    Map.entry("core", Set.of()),
                    Map.entry("proto", Set.of()),
                    Map.entry("testkit", Set.of("core")),
                    Map.entry("platform", Set.of("core", "proto")),
                    Map.entry("master", Set.of("platform", "core", "proto")),
                    Map.entry("chunkserver", Set.of("platform", "core", "proto")),
                    Map.entry("zclient", Set.of("platform", "core", "proto")),
                    Map.entry("shadow", Set.of("master", "platform", "core", "proto")),
                    Map.entry("gateway", Set.of("zclient", "platform", "core", "proto")),
                    Map.entry(
                            "cli",
                            Set.of(
                                    "gateway",
                                    "shadow",
                                    "master",
                                    "chunkserver",
                                    "zclient",
                                    "platform",
                                    "core",
                                    "proto")),
                    Map.entry(
                            "simulation",
                            Set.of(
                                    "testkit",
                                    "cli",
                                    "gateway",
                                    "shadow",
                                    "master",
                                    "chunkserver",
                                    "zclient",
                                    "platform",
                                    "core",
                                    "proto")));

    static final Set<String> MODULES = MAY_SEE.keySet();

    /** What decides: the same inputs give the same answer, on every machine, at any time. */
    private static final String[] PURE = {
        packageOf("core"), "io.penumbra..decide..", "io.penumbra..plan..", "io.penumbra..state.."
    };

    /** What the simulation runs as it is, under its own clock and scheduler. */
    private static final String[] SIMULATED = {
        packageOf("master"), packageOf("shadow"), packageOf("chunkserver"), packageOf("zclient")
    };

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.penumbra");

    @ParameterizedTest
    @FieldSource("MODULES")
    void aModuleSeesOnlyWhatTheDrawingAllows(String module) {
        var allowed = MAY_SEE.getOrDefault(module, Set.of());
        var forbidden =
                MODULES.stream()
                        .filter(other -> !other.equals(module) && !allowed.contains(other))
                        .map(LayeringTest::packageOf)
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(CLASSES);
    }

    @Test
    void everyClassLivesInAModuleOfTheDrawing() {
        var drawn = MODULES.stream().map(LayeringTest::packageOf).toArray(String[]::new);
        classes().should().resideInAnyPackage(drawn).check(CLASSES);
    }

    @Test
    void onlyThePlatformKnowsWhatThePortsAreMadeOf() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packageOf("platform"), packageOf("proto"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.curator..",
                        "org.apache.zookeeper..",
                        "org.rocksdb..",
                        "io.grpc..")
                .check(CLASSES);
    }

    @Test
    void decisionsSeeNoFileAndNoSocket() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.net..",
                                        "javax.net..")
                                .or(nameMatching("java[.]io[.](File|RandomAccessFile).*")))
                .check(CLASSES);
    }

    @Test
    void decisionsSeeNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                // The port that hands out threads must name them.
                .and()
                .doNotHaveFullyQualifiedName("io.penumbra.core.port.Threads")
                .should()
                .dependOnClassesThat(
                        startsOrJoinsThreads().or(nameMatching("java[.]lang[.]Thread.*")))
                .check(CLASSES);
    }

    @Test
    void decisionsAreToldTheTimeAndGivenTheirRandomness() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should(ArchConditions.accessTargetWhere(readsAClock()))
                .orShould(ArchConditions.accessTargetWhere(readsChance()))
                .orShould()
                .dependOnClassesThat(name("java.time.Clock").or(name("java.security.SecureRandom")))
                .check(CLASSES);
    }

    /** Time, waiting and threads come from the ports, or the simulation could not see them. */
    @Test
    void whatTheSimulationRunsAsksThePortsForTimeAndThreads() {
        noClasses()
                .that()
                .resideInAnyPackage(SIMULATED)
                .should(ArchConditions.accessTargetWhere(readsAClock()))
                .orShould(ArchConditions.accessTargetWhere(startsOrDelaysAThread()))
                .orShould()
                .dependOnClassesThat(nameMatching("java[.]util[.]concurrent[.]Executors.*"))
                .check(CLASSES);
    }

    @Test
    void theImportFoundTheCode() {
        assertThat(CLASSES).isNotEmpty();
    }

    /** All of java.util.concurrent, but for the words in which a port promises an answer. */
    private static DescribedPredicate<JavaClass> startsOrJoinsThreads() {
        return resideInAPackage("java.util.concurrent..")
                .and(
                        DescribedPredicate.not(
                                simpleName("CompletableFuture")
                                        .or(simpleName("CompletionStage"))
                                        .or(simpleName("ExecutionException"))
                                        .or(simpleName("TimeoutException"))
                                        .or(simpleName("TimeUnit"))));
    }

    private static DescribedPredicate<JavaAccess<?>> readsAClock() {
        return target(owner(name("java.lang.System")))
                .and(target(nameMatching("nanoTime|currentTimeMillis")))
                .or(target(owner(resideInAPackage("java.time"))).and(target(nameMatching("now"))))
                .as("reads a clock");
    }

    private static DescribedPredicate<JavaAccess<?>> readsChance() {
        return target(owner(name(UUID.class.getName())))
                .and(target(name("randomUUID")))
                .or(target(owner(name(Math.class.getName()))).and(target(name("random"))))
                .or(DescribedPredicate.describe("unseeded", LayeringTest::isUnseededRandom))
                .as("reads chance");
    }

    private static DescribedPredicate<JavaAccess<?>> startsOrDelaysAThread() {
        return target(owner(name(Thread.class.getName())))
                .and(target(nameMatching("sleep|ofVirtual|ofPlatform|startVirtualThread|<init>")))
                .or(target(nameMatching("orTimeout|completeOnTimeout|delayedExecutor|\\w+Async")))
                .as("starts or delays a thread");
    }

    private static boolean isUnseededRandom(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(Random.class)
                && access.getTarget().getFullName().endsWith(".<init>()");
    }

    private static String packageOf(String module) {
        return "io.penumbra." + module + "..";
    }
}
