package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mededge.infra.devstack.probe.Probe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes here are shell scripts; their health is what an HTTP server in this test says. */
class SupervisorTest {
    private static final Patience QUICK = new Patience(
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofMillis(1));

    @TempDir
    Path folder;

    private final List<String> progress = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer health;
    private DataFolder data;
    private Supervisor supervisor;

    @BeforeEach
    void setUp() throws Exception {
        data = new DataFolder(folder);
        health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        health.start();
        supervisor = new Supervisor(List.of(), data, QUICK, progress::add);
    }

    @AfterEach
    void tearDown() throws Exception {
        supervisor.stop();
        health.stop(0);
        assertThat(RunningProcess.alive(data)).isEmpty();
    }

    @Test
    void startsAProcessOnlyAfterWhatItNeeds() throws Exception {
        var outcome = start(script("first", "exec sleep 60"), script("second", "exec sleep 60", "first"));

        assertThat(outcome).isInstanceOf(Supervisor.Outcome.AllHealthy.class);
        assertThat(progress).extracting(line -> line.split(" ", 2)[0]).containsExactly("first", "second");
    }

    @Test
    void restartsAProcessThatDied() throws Exception {
        start(script("mortal", "exec sleep 60"));
        var firstPid = pid("mortal");

        supervisor.kill("mortal");

        assertThat(supervisor.awaitHealthy("mortal", Duration.ofSeconds(10))).isTrue();
        assertThat(pid("mortal")).isNotEqualTo(firstPid);
        assertThat(progress).anyMatch(line -> line.contains("killed by signal 9"));
    }

    @Test
    void restartsAProcessThatHangs() throws Exception {
        start(script("hanging", "exec sleep 60"));
        var firstPid = pid("hanging");

        status = 503;
        await().atMost(Duration.ofSeconds(10))
                .until(() -> progress.stream().anyMatch(line -> line.contains("did not answer")));
        status = 200;

        assertThat(supervisor.awaitHealthy("hanging", Duration.ofSeconds(10))).isTrue();
        assertThat(pid("hanging")).isNotEqualTo(firstPid);
    }

    @Test
    void givesUpAProcessThatKeepsDying() throws Exception {
        // healthy once, from then on it ends at once
        start(script("doomed", "test -e started && exit 7; touch started; exec sleep 60"));

        supervisor.kill("doomed");

        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(data.failure("doomed")));
        assertThat(data.failure("doomed"))
                .content()
                .contains("ended with status 7")
                .contains("5 times in 5 minutes");
        assertThat(supervisor.awaitHealthy("doomed", Duration.ofSeconds(10))).isFalse();
    }

    @Test
    void aFailedStartStopsTheOthersAndShowsTheLog() throws Exception {
        var outcome = start(script("good", "exec sleep 60"), script("bad", "echo no such thing; exit 3", "good"));

        assertThat(outcome)
                .isEqualTo(new Supervisor.Outcome.Failed("bad", "ended with status 3", List.of("no such thing")));
        assertThat(RunningProcess.alive(data)).isEmpty();
    }

    @Test
    void aStartHasADeadline() throws Exception {
        status = 503;

        var outcome = start(script("mute", "exec sleep 60"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Supervisor.Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith("not healthy within 2.0 s: HTTP on port"));
    }

    @Test
    void aChildSeesNothingOfOurEnvironment() throws Exception {
        start(script("curious", "env > seen; exec sleep 60"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(data.of("curious").resolve("seen"))
                        .content()
                        .contains("ONLY=this")
                        .doesNotContain("HOME="));
    }

    private Supervisor.Outcome start(ProcessSpec... specs) throws Exception {
        supervisor = new Supervisor(List.of(specs), data, QUICK, progress::add);
        return supervisor.start();
    }

    private ProcessSpec script(String name, String script, String... needs) {
        int port = health.getAddress().getPort();
        return new ProcessSpec(
                name,
                Stage.APPLICATION,
                StopSignal.TERM,
                Set.of(needs),
                port,
                List.of("sh", "-c", script),
                Map.of("PATH", System.getenv("PATH"), "ONLY", "this"),
                ProcessSpec.Preparation.NONE,
                Probe.http(port, "/"),
                Duration.ofSeconds(2));
    }

    private long pid(String name) {
        return RunningProcess.read(data, name).orElseThrow().pid();
    }
}
