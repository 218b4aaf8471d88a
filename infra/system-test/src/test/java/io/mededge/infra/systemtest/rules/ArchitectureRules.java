package io.mededge.infra.systemtest.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;

/**
 * Who may depend on whom, as rules over the classes below a root package.
 *
 * @param root {@code io.mededge}, or a package of test-only classes that break the rules
 */
record ArchitectureRules(String root) {
    private static final List<String> TIERS = List.of("edge", "regional", "global");

    /** No tier's classes are reachable from another; what they say to each other is shared-model. */
    ArchRule tierKnowsNoOther(String tier) {
        var others = TIERS.stream().filter(other -> !other.equals(tier)).map(other -> in(other));
        var forbidden = java.util.stream.Stream.concat(others, java.util.stream.Stream.of(in("infra")));
        return noClasses()
                .that(resideInAPackage(in(tier)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
                .as(tier + " knows no other tier and no infrastructure")
                .because("a type that names a patient must not be reachable outside the facility");
    }

    ArchRule modelKnowsNobody() {
        return noClasses()
                .that(resideInAPackage(in("model")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(in("edge"), in("regional"), in("global"), in("infra")))
                .as("shared-model knows no tier");
    }

    ArchRule modelIsFreeOfFrameworks() {
        return classes()
                .that(resideInAPackage(in("model")))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.net..",
                        "javax.naming..",
                        "javax.security..",
                        "com.google.protobuf..",
                        "org.jspecify..",
                        in("model")))
                .as("shared-model needs the JDK, protobuf and JSpecify only");
    }

    ArchRule infrastructureKnowsNoTier() {
        return noClasses()
                .that(resideInAPackage(in("infra")))
                .and(DescribedPredicate.not(resideInAPackage(in("infra.bench"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(in("edge"), in("regional"), in("global")))
                .as("infrastructure meets the tiers over their protocols only")
                .because(
                        "what is tried over a protocol is what runs; only a micro benchmark must call the code that it measures");
    }

    /** The tiers' root packages hold the wiring, which knows every feature, and the configuration, which every feature may read. */
    ArchRule packagesAreFreeOfCycles() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new FeaturePackages(root))
                .should()
                .beFreeOfCycles()
                .as("packages are free of cycles");
    }

    ArchRule featuresDoNotKnowTheWiring() {
        return noClasses()
                .that(DescribedPredicate.describe(
                        "are part of a feature", type -> feature(type).isPresent()))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe("wire a tier", this::isWiring))
                .as("a feature does not know the wiring of its tier");
    }

    ArchRule namesSayWhatAClassIs() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .and(DescribedPredicate.not(resideInAPackage("..wire..")))
                .should(new Condition("not have a banned name", type -> !Names.isBanned(type.getSimpleName())))
                .as("no banned names");
    }

    /** The feature that a class belongs to, for example {@code edge.uplink}. */
    java.util.Optional<String> feature(JavaClass type) {
        for (var tier : List.of("model", "edge", "regional", "global")) {
            var prefix = root + "." + tier + ".";
            if (type.getPackageName().startsWith(prefix)) {
                var rest = type.getPackageName().substring(prefix.length());
                return java.util.Optional.of(tier + "." + rest.split("\\.")[0]);
            }
        }
        return java.util.Optional.empty();
    }

    private boolean isWiring(JavaClass type) {
        var inTierRoot = TIERS.stream().anyMatch(tier -> type.getPackageName().equals(root + "." + tier));
        return inTierRoot && !LibraryOwner.outermost(type).getSimpleName().endsWith("Config");
    }

    private String in(String tier) {
        return root + "." + tier + "..";
    }

    /** Every package is a slice of its own, except the tiers' root packages. */
    private record FeaturePackages(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            var name = type.getPackageName();
            var isTierRoot = TIERS.stream().anyMatch(tier -> name.equals(root + "." + tier));
            return isTierRoot || !name.startsWith(root + ".")
                    ? SliceIdentifier.ignore()
                    : SliceIdentifier.of(name.substring(root.length() + 1));
        }

        @Override
        public String getDescription() {
            return "packages below " + root;
        }
    }
}
