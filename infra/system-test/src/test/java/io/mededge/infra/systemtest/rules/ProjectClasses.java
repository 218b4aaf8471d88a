package io.mededge.infra.systemtest.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled main classes of every module, read from its target folder: what is checked is what was just built, never an older jar. */
final class ProjectClasses {
    private ProjectClasses() {}

    static JavaClasses all() {
        return Holder.ALL;
    }

    /** Classes of this module's tests that break a rule on purpose. */
    static JavaClasses offending() {
        return new ClassFileImporter().importPackages(ProjectClasses.class.getPackageName() + ".offending");
    }

    private static List<Path> folders() {
        return Project.modules().stream()
                .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                .map(ProjectClasses::compiled)
                .toList();
    }

    private static Path compiled(Path module) {
        var classes = module.resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(module + " has not been compiled: run mvn install on it first");
        }
        return classes;
    }

    /** Read once for all rules: it takes some seconds. */
    private static final class Holder {
        private static final JavaClasses ALL = new ClassFileImporter().importPaths(folders());
    }
}
