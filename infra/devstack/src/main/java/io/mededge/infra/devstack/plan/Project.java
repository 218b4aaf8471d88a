package io.mededge.infra.devstack.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The project folder with what Maven built in it. */
public record Project(Path root) {
    /** Names the project folder to programs that run elsewhere. */
    public static final String PROPERTY = "mededge.project";

    private static final Path MARK = Path.of("infra", "devstack", "pom.xml");

    /**
     * The project that the system property {@value #PROPERTY} names, or that the working directory lies in.
     *
     * @throws IllegalStateException if there is none
     */
    public static Project find() {
        var named = System.getProperty(PROPERTY);
        for (var folder = Path.of(named == null ? "" : named).toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MARK))) {
                return new Project(folder);
            }
        }
        throw new IllegalStateException(
                "the working directory is not inside the MedEdge project; name it with -D" + PROPERTY);
    }

    /** The folder of jars that {@code copy-dependencies} filled. */
    Path libraries(String module) {
        return root.resolve(module).resolve("target/lib");
    }

    /** The module's own jar; empty if it is not built. */
    Optional<Path> jar(String module) {
        var target = root.resolve(module).resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (var files = Files.newDirectoryStream(target, module.substring(module.lastIndexOf('/') + 1) + "-*.jar")) {
            for (var file : files) {
                return Optional.of(file);
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** What a Quarkus application is started from. */
    Path quarkusRunner(String module) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** One library by the start of its file name; empty if it is not there. */
    Optional<Path> library(String module, String prefix) {
        if (!Files.isDirectory(libraries(module))) {
            return Optional.empty();
        }
        try (var files = Files.newDirectoryStream(libraries(module), prefix + "*.jar")) {
            for (var file : files) {
                return Optional.of(file);
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
