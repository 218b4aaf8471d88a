package io.mededge.infra.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.lang.ArchRule;
import io.mededge.model.safety.Hazard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may depend on whom. Every rule is also given classes that break it, and must find them. */
@Hazard("H-009")
class ArchitectureTest {
    private static final ArchitectureRules RULES = new ArchitectureRules("io.mededge");

    private static final ArchitectureRules OFFENDED =
            new ArchitectureRules(ArchitectureRules.class.getPackageName() + ".offending");

    /** Which feature may import which other of its tier; the same table as in ARCHITECTURE.md. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("edge.access", Set.of("edge.fault", "edge.identity")),
            Map.entry("edge.backup", Set.of("edge.fault", "edge.identity", "edge.journal")),
            Map.entry("edge.broker", Set.of("edge.fault", "edge.journal", "edge.profile")),
            Map.entry("edge.clock", Set.of("edge.fault")),
            Map.entry("edge.completeness", Set.of("edge.fault", "edge.identity", "edge.journal")),
            Map.entry("edge.journal", Set.of("edge.fault")),
            Map.entry("edge.modbus", Set.of("edge.fault", "edge.journal", "edge.profile")),
            Map.entry(
                    "edge.monitor",
                    Set.of("edge.access", "edge.broker", "edge.fault", "edge.patient", "edge.profile", "edge.uplink")),
            Map.entry(
                    "edge.patient",
                    Set.of("edge.access", "edge.fault", "edge.identity", "edge.journal", "edge.profile")),
            Map.entry(
                    "edge.session",
                    Set.of(
                            "edge.access",
                            "edge.fault",
                            "edge.identity",
                            "edge.journal",
                            "edge.monitor",
                            "edge.patient",
                            "edge.profile")),
            Map.entry(
                    "edge.staff",
                    Set.of(
                            "edge.access",
                            "edge.fault",
                            "edge.identity",
                            "edge.journal",
                            "edge.patient",
                            "edge.session")),
            Map.entry("edge.uplink", Set.of("edge.fault", "edge.journal", "edge.profile")),
            Map.entry("global.catalog", Set.of("global.database", "global.fault", "global.intake")),
            Map.entry("global.fault", Set.of("global.database")),
            Map.entry("global.fleet", Set.of("global.catalog", "global.database", "global.fault", "global.intake")),
            Map.entry("global.intake", Set.of("global.database", "global.fault")),
            Map.entry("model.completeness", Set.of("model.fault", "model.id", "model.outbound", "model.session")),
            Map.entry("model.local", Set.of("model.fault", "model.id", "model.outbound")),
            Map.entry("model.outbound", Set.of("model.fault", "model.id", "model.session")),
            Map.entry("model.telemetry", Set.of("model.fault", "model.id", "model.outbound", "model.session")),
            Map.entry("model.topic", Set.of("model.id")),
            Map.entry("regional.analytics", Set.of("regional.database")),
            Map.entry("regional.completeness", Set.of("regional.database")),
            Map.entry("regional.deid", Set.of("regional.analytics", "regional.device", "regional.kafka")),
            Map.entry("regional.device", Set.of("regional.database")),
            Map.entry("regional.fhir", Set.of("regional.transform")),
            Map.entry("regional.ingest", Set.of("regional.database")),
            Map.entry(
                    "regional.monitor",
                    Set.of(
                            "regional.completeness",
                            "regional.database",
                            "regional.device",
                            "regional.ingest",
                            "regional.kafka",
                            "regional.transform")));

    @TestFactory
    Stream<DynamicTest> theProjectKeepsEachRule() {
        return rules(RULES).map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(ProjectClasses.all())));
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFindsAnOffence() {
        return rules(OFFENDED)
                .map(rule -> dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(ProjectClasses.offending())
                                        .hasViolation())
                                .isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> eachLibraryIsUsedByItsOwnersOnly() {
        return LibraryOwner.ALL.stream()
                .map(owner ->
                        dynamicTest(owner.name(), () -> owner.rule(RULES.root()).check(ProjectClasses.all())));
    }

    /** Without its owners the rule must fail: then it sees the uses, and no owner is listed for a library that nobody uses. */
    @TestFactory
    Stream<DynamicTest> theUsesOfEachLibraryAreSeen() {
        return LibraryOwner.ALL.stream()
                .map(owner -> new LibraryOwner(owner.name(), owner.tiers(), owner.packages(), List.of("nobody")))
                .map(owner -> dynamicTest(
                        owner.name(),
                        () -> assertThat(owner.rule(RULES.root())
                                        .evaluate(ProjectClasses.all())
                                        .hasViolation())
                                .isTrue()));
    }

    @Test
    void foreignUsesOfLibrariesAreFound() {
        var foreign = LibraryOwner.ALL.stream()
                .filter(owner -> owner.rule(OFFENDED.root())
                        .evaluate(ProjectClasses.offending())
                        .hasViolation())
                .map(LibraryOwner::name);
        assertThat(foreign)
                .containsExactlyInAnyOrder("SQLite", "Paho MQTT", "Cassandra driver", "generated protobuf code");
    }

    @Test
    void featuresImportEachOtherAsTheTableSays() {
        var actual = FeatureImports.ofClasses(ProjectClasses.all(), RULES);
        assertThat(actual.rows())
                .as("imports between features")
                .isEqualTo(FeatureImports.of(MAY_IMPORT).rows());
    }

    @Test
    void architectureDocumentHasTheSameTableOfImports() {
        var documented = FeatureImports.ofDocument(Project.read(Project.ROOT.resolve("ARCHITECTURE.md")));
        assertThat(documented.rows()).isEqualTo(FeatureImports.of(MAY_IMPORT).rows());
    }

    @Test
    void architectureDocumentHasTheSameTableOfLibraries() {
        var document = Project.read(Project.ROOT.resolve("ARCHITECTURE.md"));
        assertThat(LibraryOwner.ALL.stream().map(LibraryOwner::row).filter(row -> !document.contains(row)))
                .as("rows that the document does not have")
                .isEmpty();
    }

    @Test
    void importsBetweenFeaturesAreSeen() {
        var imports = FeatureImports.ofClasses(ProjectClasses.offending(), OFFENDED);
        assertThat(imports.byFeature())
                .containsEntry("edge.modbus", new java.util.TreeSet<>(Set.of("edge.journal")))
                .containsEntry("edge.journal", new java.util.TreeSet<>(Set.of("edge.modbus")));
    }

    private static Stream<ArchRule> rules(ArchitectureRules rules) {
        return Stream.of(
                rules.tierKnowsNoOther("edge"),
                rules.tierKnowsNoOther("regional"),
                rules.tierKnowsNoOther("global"),
                rules.modelKnowsNobody(),
                rules.modelIsFreeOfFrameworks(),
                rules.infrastructureKnowsNoTier(),
                rules.packagesAreFreeOfCycles(),
                rules.featuresDoNotKnowTheWiring(),
                rules.namesSayWhatAClassIs());
    }
}
