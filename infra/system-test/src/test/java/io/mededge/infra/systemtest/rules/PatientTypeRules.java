package io.mededge.infra.systemtest.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a type that holds the identity of a patient must be. Such a type is known by its method {@code reveal}, the only way to the value, or by a field
 * of such a type.
 */
record PatientTypeRules(String root) {
    private static final String REVEAL = "reveal";

    ArchRule areFinalClassesAndNoRecords() {
        return classes()
                .that(holdAPatient())
                .should(new Condition(
                        "be a final class and no record",
                        type -> type.getModifiers().contains(JavaModifier.FINAL) && !type.isRecord() && !type.isEnum()))
                .as("patient types are final classes and no records")
                .because("a record prints, compares and serialises what it holds");
    }

    ArchRule keepTheirFieldsPrivate() {
        return classes()
                .that(holdAPatient())
                .should(new Condition(
                        "have private fields only",
                        type -> type.getFields().stream()
                                .allMatch(field -> field.getModifiers().contains(JavaModifier.PRIVATE)
                                        || field.getModifiers().contains(JavaModifier.STATIC))))
                .as("patient types keep their fields private");
    }

    /** A text without any of the object's fields cannot tell what is in them; a class without a text of its own has only its name. */
    ArchRule printNothingOfWhatTheyHold() {
        return classes()
                .that(holdAPatient())
                .should(new Condition("print none of its fields", PatientTypeRules::isSilent))
                .as("patient types print nothing of what they hold");
    }

    ArchRule haveNoSerializer() {
        return classes()
                .that(holdAPatient())
                .should(new Condition(
                        "have no serializer",
                        type -> !type.isAssignableTo(Serializable.class)
                                && type.getDirectDependenciesFromSelf().stream()
                                        .noneMatch(use -> use.getTargetClass()
                                                .getPackageName()
                                                .startsWith("com.fasterxml.jackson"))))
                .as("patient types have no serializer");
    }

    /** Whoever reads the value of a patient type, as {@code feature.Class.method}. */
    SortedSet<String> callersOfReveal(JavaClasses all) {
        return all.stream()
                .filter(holdAPatient())
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().equals(REVEAL))
                .flatMap(method -> java.util.stream.Stream.concat(
                        method.getCallsOfSelf().stream().map(call -> call.getOrigin()),
                        method.getReferencesToSelf().stream().map(reference -> reference.getOrigin())))
                .map(this::shortName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String shortName(JavaCodeUnit origin) {
        var owner = LibraryOwner.outermost(origin.getOwner());
        return owner.getName().substring(root.length() + 1) + "."
                + origin.getName().replaceAll("lambda\\$(\\w+)\\$.*", "$1");
    }

    private DescribedPredicate<JavaClass> holdAPatient() {
        return DescribedPredicate.describe("hold a patient", this::holdsAPatient);
    }

    private boolean holdsAPatient(JavaClass type) {
        return holdsAPatient(type, new HashSet<>());
    }

    /** @param seen types that are looked at already: types may hold each other */
    private boolean holdsAPatient(JavaClass type, Set<JavaClass> seen) {
        return type.getPackageName().startsWith(root + ".edge.")
                && seen.add(type)
                && (type.getMethods().stream().map(HasName::getName).anyMatch(REVEAL::equals)
                        || type.getFields().stream()
                                .map(JavaField::getRawType)
                                .anyMatch(field -> holdsAPatient(field, seen)));
    }

    private static boolean isSilent(JavaClass type) {
        return type.tryGetMethod("toString").stream()
                .flatMap(method -> method.getFieldAccesses().stream())
                .map(access -> access.getTarget().resolveMember())
                .allMatch(field -> field.map(JavaField::getModifiers)
                        .filter(modifiers -> modifiers.contains(JavaModifier.STATIC))
                        .isPresent());
    }
}
