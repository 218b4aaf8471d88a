package io.mededge.infra.systemtest.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * A third-party library and the only places that may use it.
 *
 * @param name as in the table of ARCHITECTURE.md
 * @param tiers where the rule holds
 * @param packages of the library, in ArchUnit's notation
 * @param owners packages below the root, or {@code tier.*Ending}: the classes of a tier whose name ends so
 */
record LibraryOwner(String name, List<String> tiers, List<String> packages, List<String> owners) {
    private static final List<String> EVERYWHERE = List.of("model", "edge", "regional", "global");

    /** The table "Who may use which library" of ARCHITECTURE.md. */
    static final List<LibraryOwner> ALL = List.of(
            new LibraryOwner(
                    "j2mod, jSerialComm",
                    EVERYWHERE,
                    List.of("com.ghgande.j2mod..", "com.fazecast.."),
                    List.of("edge.modbus")),
            // JDBC at the facility is SQLite; elsewhere it is PostgreSQL
            new LibraryOwner(
                    "SQLite",
                    List.of("edge"),
                    List.of("org.sqlite..", "java.sql.."),
                    List.of("edge.completeness", "edge.journal", "edge.patient", "edge.session", "edge.staff")),
            new LibraryOwner(
                    "Shamir's secret sharing", EVERYWHERE, List.of("com.codahale.shamir.."), List.of("edge.backup")),
            new LibraryOwner(
                    "Paho MQTT",
                    EVERYWHERE,
                    List.of("org.eclipse.paho.."),
                    List.of("edge.broker", "edge.uplink", "regional.ingest")),
            new LibraryOwner(
                    "HAPI FHIR",
                    EVERYWHERE,
                    List.of("ca.uhn.fhir..", "org.hl7.fhir.."),
                    List.of("regional.transform", "regional.fhir")),
            new LibraryOwner(
                    "HAPI HL7 v2",
                    EVERYWHERE,
                    // hapi-fhir is below ca.uhn.fhir
                    List.of("ca.uhn.hl7v2.."),
                    List.of("edge.adt")),
            new LibraryOwner("Cassandra driver", EVERYWHERE, List.of("com.datastax.."), List.of("global.*Store")),
            new LibraryOwner(
                    "generated protobuf code",
                    EVERYWHERE,
                    List.of("com.google.protobuf..", "io.mededge.model..wire.."),
                    List.of("model.*Codec")));

    /** No class of the tiers below {@code root} uses the library, except its owners; generated code uses itself. */
    ArchRule rule(String root) {
        return noClasses()
                .that(resideInAnyPackage(
                        tiers.stream().map(tier -> root + "." + tier + "..").toArray(String[]::new)))
                .and(DescribedPredicate.not(resideInAnyPackage(root + ".model..wire..")))
                .and(DescribedPredicate.not(describe("own " + name, type -> isOwner(root, type))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages.toArray(String[]::new)))
                .as(name + " is used by " + String.join(", ", owners) + " only")
                .because("each library has one owner, so that replacing it is the work of one package");
    }

    /** The row of ARCHITECTURE.md. */
    String row() {
        return "| " + name + " | "
                + owners.stream().map(owner -> "`" + owner + "`").collect(java.util.stream.Collectors.joining(", "))
                + " |";
    }

    private boolean isOwner(String root, JavaClass type) {
        return owners.stream().anyMatch(owner -> isOwner(root, owner, type));
    }

    private static boolean isOwner(String root, String owner, JavaClass type) {
        var wildcard = owner.indexOf(".*");
        if (wildcard < 0) {
            return type.getPackageName().equals(root + "." + owner);
        }
        return type.getPackageName().startsWith(root + "." + owner.substring(0, wildcard) + ".")
                && outermost(type).getSimpleName().endsWith(owner.substring(wildcard + 2));
    }

    static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(LibraryOwner::outermost).orElse(type);
    }
}
