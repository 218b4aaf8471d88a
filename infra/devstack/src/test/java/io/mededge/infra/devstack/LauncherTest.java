package io.mededge.infra.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.plan.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code mededge} in a project of its own, with a Java and a Maven that only say that they were called. */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("cat", "dirname", "find", "grep", "head", "mkdir", "mv", "readlink", "sed", "tee", "touch");
    private static final String USAGE = "infra/devstack/src/main/resources/io/mededge/infra/devstack/usage.txt";

    @TempDir
    Path folder;

    private Path project;
    private Path bin;

    record Result(int status, String out, String err) {}

    @BeforeEach
    void setUp() throws IOException {
        project = Files.createDirectories(folder.resolve("project with a space"));
        bin = Files.createDirectories(folder.resolve("bin"));
        var original = Project.find().root();
        Files.copy(original.resolve("mededge"), project.resolve("mededge"));
        Files.createDirectories(project.resolve(USAGE).getParent());
        Files.copy(original.resolve(USAGE), project.resolve(USAGE));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        for (var tool : TOOLS) {
            script(tool, "exec /usr/bin/" + tool + " \"$@\"");
        }
        script("javac", "");
        java("17.0.15");
        maven("""
                echo "[INFO] Building MedEdge shared-model 0.1.0-SNAPSHOT                [1/2]"
                echo "[INFO] Building MedEdge devstack 0.1.0-SNAPSHOT                    [2/2]"
                mkdir -p infra/devstack/target && touch infra/devstack/target/devstack-0.1.jar
                """);
    }

    @Test
    void buildsWithProgressThenStartsTheProgram() throws Exception {
        var result = run("up", "--detach");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("building MedEdge shared-model (1 of 2)…")
                .contains("building MedEdge devstack (2 of 2)…")
                .contains("-Dmededge.project=" + project)
                .endsWith("io.mededge.infra.devstack.MedEdge up --detach\n");
    }

    @Test
    void buildsAgainOnlyAfterASourceChanged() throws Exception {
        run("up");
        assertThat(run("up").out()).doesNotContain("building");

        var source =
                Files.createDirectories(project.resolve("global/src/main/java")).resolve("A.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(run("up").out()).contains("building");
    }

    @Test
    void aFailedBuildShowsItsErrorsAndStartsNothing() throws Exception {
        maven("echo '[ERROR] A.java:[1,2] no such thing'; exit 1");

        var result = run("up");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("A.java:[1,2] no such thing").contains("the build failed; see");
        assertThat(result.out()).doesNotContain("MedEdge up");
        assertThat(run("up").out()).as("is tried again").contains("building");
    }

    @Test
    void statusAndDownNeverBuild() throws Exception {
        assertThat(run("down").err()).contains("infra/devstack is not built, so nothing of it can be running");
        run("up");
        maven("exit 1");
        Files.delete(project.resolve("target/mededge.stamp"));

        assertThat(run("status", "--json").out()).endsWith("MedEdge status --json\n");
    }

    @Test
    void testsRunTheWholeSuite() throws Exception {
        maven("echo \"mvn $*\"");

        assertThat(run("test").out()).isEqualTo("mvn -B -ntp -T 2 verify\n");
        assertThat(run("test", "--long").out()).isEqualTo("mvn -B -ntp -T 2 verify -Dmededge.long=true\n");
    }

    @Test
    void profilesAreLintedByTheGatewaysOwnClasses() throws Exception {
        run("up");
        assertThat(run("profile", "lint", "p.yaml").err()).contains("edge-gateway is not built");

        Files.createDirectories(project.resolve("edge-gateway/target/quarkus-app/app"));

        assertThat(run("profile", "lint", "p.yaml").out())
                .contains("/edge-gateway/target/quarkus-app/lib/main/*")
                .endsWith("io.mededge.edge.profile.LintCommand lint p.yaml\n");
    }

    @Test
    void sessionsAreVerifiedByTheGatewaysOwnClasses() throws Exception {
        run("up");
        Files.createDirectories(project.resolve("edge-gateway/target/quarkus-app/app"));

        assertThat(run("session", "verify", "s.json", "--key", "k.pem").out())
                .endsWith("io.mededge.edge.session.SessionCommand verify s.json --key k.pem\n");
    }

    @Test
    void helpIsTheUsageText() throws Exception {
        var usage = Files.readString(project.resolve(USAGE));

        assertThat(run("help")).isEqualTo(new Result(0, usage, ""));
        assertThat(run("up", "--help")).isEqualTo(new Result(0, usage, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'',          a command is missing",
        "dance,       there is no command dance",
        "test --fast, test has no option --fast",
        "bench a b,   bench takes one name",
    })
    void wrongUsageIsExplained(String words, String reason) throws Exception {
        var result = run(words.isEmpty() ? new String[0] : words.split(" ", -1));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("mededge: " + reason).contains("usage: ./mededge");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void saysWhichToolIsMissing() throws Exception {
        Files.delete(bin.resolve("mvn"));
        assertThat(run("up").err()).contains("no Maven found; install Maven 3.8.7");

        java("11.0.2");
        assertThat(run("up").err()).contains("Java 11 is too old; install a JDK 17");

        Files.delete(bin.resolve("java"));
        var result = run("up");
        assertThat(result.err()).contains("no Java found; install a JDK 17");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void worksThroughALinkFromElsewhere() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), project.resolve("mededge"));

        assertThat(run(link, "up").out()).contains("-Dmededge.project=" + project);
    }

    private Result run(String... words) throws Exception {
        return run(project.resolve("mededge"), words);
    }

    private Result run(Path launcher, String... words) throws Exception {
        var command = new ArrayList<>(List.of("/usr/bin/bash", launcher.toString()));
        command.addAll(List.of(words));
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("LANG", "C.UTF-8");
        var process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private void java(String version) throws IOException {
        script(
                "java",
                "[ \"$1\" = -version ] && echo 'openjdk version \"" + version
                        + "\" 2025-04-15' >&2 || echo \"java $*\"");
    }

    private void maven(String body) throws IOException {
        script("mvn", body);
    }

    private void script(String name, String body) throws IOException {
        var file = bin.resolve(name);
        Files.writeString(file, "#!/usr/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
