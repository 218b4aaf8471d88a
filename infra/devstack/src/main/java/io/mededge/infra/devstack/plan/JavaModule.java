package io.mededge.infra.devstack.plan;

import java.nio.file.Files;
import java.util.List;

/** A module that is started from its jar and the jars in its {@code target/lib}. */
final class JavaModule {
    private JavaModule() {}

    static List<String> classPath(Project project, String module) {
        return List.of(
                project.jar(module).map(Object::toString).orElse("missing.jar"), project.libraries(module) + "/*");
    }

    static List<String> obstacles(Project project, String module) {
        return project.jar(module).isPresent() && Files.isDirectory(project.libraries(module))
                ? List.of()
                : List.of(module + " is not built: there is no jar in " + module + "/target; build the project");
    }
}
