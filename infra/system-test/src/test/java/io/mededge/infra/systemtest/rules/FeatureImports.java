package io.mededge.infra.systemtest.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which feature imports which other, within a tier: as the classes have it, and as a table of a document has it. */
record FeatureImports(SortedMap<String, SortedSet<String>> byFeature) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?:model|edge|regional|global)\\.[a-z]+)` \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

    static FeatureImports of(Map<String, ? extends Iterable<String>> table) {
        var imports = new TreeMap<String, SortedSet<String>>();
        table.forEach((feature, others) -> others.forEach(other -> add(imports, feature, other)));
        return new FeatureImports(imports);
    }

    static FeatureImports ofClasses(JavaClasses classes, ArchitectureRules rules) {
        var imports = new TreeMap<String, SortedSet<String>>();
        for (var type : classes) {
            rules.feature(type)
                    .ifPresent(feature -> type.getDirectDependenciesFromSelf().stream()
                            .map(Dependency::getTargetClass)
                            .map(JavaClass::getBaseComponentType)
                            .flatMap(target -> rules.feature(target).stream())
                            .filter(other ->
                                    !other.equals(feature) && tier(other).equals(tier(feature)))
                            .forEach(other -> add(imports, feature, other)));
        }
        return new FeatureImports(imports);
    }

    /** Reads the rows {@code | `feature` | `feature`, `feature` |} of a document. */
    static FeatureImports ofDocument(String markdown) {
        var imports = new TreeMap<String, SortedSet<String>>();
        ROW.matcher(markdown)
                .results()
                .forEach(row -> NAME.matcher(row.group(2))
                        .results()
                        .forEach(name -> add(imports, row.group(1), name.group(1))));
        return new FeatureImports(imports);
    }

    /** The rows as a document has them, so that a failing test says what to paste. */
    String rows() {
        return byFeature.entrySet().stream()
                .map(row -> "| `" + row.getKey() + "` | "
                        + row.getValue().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))
                        + " |")
                .collect(Collectors.joining("\n"));
    }

    private static String tier(String feature) {
        return feature.substring(0, feature.indexOf('.'));
    }

    private static void add(SortedMap<String, SortedSet<String>> imports, String feature, String other) {
        imports.computeIfAbsent(feature, unseen -> new TreeSet<>()).add(other);
    }
}
