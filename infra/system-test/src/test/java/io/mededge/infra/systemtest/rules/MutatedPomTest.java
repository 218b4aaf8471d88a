package io.mededge.infra.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall between the tiers is a wall: a pom that puts the patients' types on another tier's class path fails the build. */
@Hazard("H-009")
class MutatedPomTest {
    private static final String DEPENDENCIES = "<dependencies>";
    private static final String DEPENDENCY =
            "<dependency><groupId>io.mededge</groupId><artifactId>%s</artifactId><version>${project.version}</version></dependency>";
    private static final int MAVEN_DEADLINE_SECONDS = 120;

    @TempDir
    private Path copy;

    @BeforeEach
    void copyPoms() throws IOException {
        Files.copy(Project.ROOT.resolve("pom.xml"), copy.resolve("pom.xml"));
        for (var module : Project.modules()) {
            var folder = copy.resolve(Project.ROOT.relativize(module));
            Files.createDirectories(folder);
            Files.copy(module.resolve("pom.xml"), folder.resolve("pom.xml"));
        }
    }

    @Test
    void thePomsAsTheyAreAreValid() throws IOException, InterruptedException {
        var build = validate("regional,global");
        assertThat(build.exitCode()).as(build.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"regional", "global"})
    void aTierThatDependsOnTheEdgeGatewayFailsTheBuild(String tier) throws IOException, InterruptedException {
        addDependency("edge-gateway", copy.resolve(tier).resolve("pom.xml"));
        var build = validate(tier);
        assertThat(build.exitCode()).as(build.output()).isNotZero();
        assertThat(build.output())
                .contains("Patient identity lives in edge-gateway only")
                .contains("io.mededge:edge-gateway:jar");
    }

    /** The gateway may as well come by a detour: what counts is the class path. */
    @Test
    void aTierThatReachesTheEdgeGatewayByAnotherModuleFailsTheBuild() throws IOException, InterruptedException {
        // the bench has the gateway on its class path, as it measures its classes
        addDependency("bench", copy.resolve("regional/pom.xml"));
        var build = validate("regional");
        assertThat(build.exitCode()).as(build.output()).isNotZero();
        assertThat(build.output()).contains("Patient identity lives in edge-gateway only");
    }

    private static void addDependency(String artifact, Path pom) throws IOException {
        var text = Files.readString(pom);
        var at = text.lastIndexOf(DEPENDENCIES); // the first may be that of dependencyManagement
        assertThat(at).as("dependencies of " + pom).isPositive();
        var inside = at + DEPENDENCIES.length();
        Files.writeString(pom, text.substring(0, inside) + DEPENDENCY.formatted(artifact) + text.substring(inside));
    }

    private record Build(int exitCode, String output) {}

    private Build validate(String modules) throws IOException, InterruptedException {
        var log = copy.resolve("maven.log");
        var maven = new ProcessBuilder("mvn", "-B", "-o", "-q", "validate", "--also-make", "--projects", modules)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("MAVEN_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        var process = maven.start();
        if (!process.waitFor(MAVEN_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("maven did not end within " + MAVEN_DEADLINE_SECONDS + " s");
        }
        return new Build(process.exitValue(), Files.readString(log));
    }
}
