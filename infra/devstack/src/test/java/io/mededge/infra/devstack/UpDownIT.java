package io.mededge.infra.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.Part;
import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.RunningProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as users run them, on a small system. */
class UpDownIT {
    private static final Set<Part> PARTS = Set.of(Part.POSTGRES, Part.BROKER_FACILITY);

    @TempDir
    Path folder;

    private final Project project = Project.find();
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private Options options;
    private DataFolder data;

    @BeforeEach
    void setUp() {
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        options = new FreePorts(project, PARTS).apply(Options.defaults(folder.resolve("data")));
        data = new DataFolder(options.data());
    }

    @AfterEach
    void tearDown() throws Exception {
        System.setErr(realErr);
        new Down(data).run();
    }

    @Test
    void restartsWhatDiesIsStoppedAfterItsSupervisorDiedAndResumesWithItsData() throws Exception {
        assertThat(up(options)).isEqualTo(ExitCode.OK);
        execute("create table kept as select 1 as id");
        assertThat(status()).isEqualTo(ExitCode.OK);
        assertThat(up(options)).as("a second up").isEqualTo(ExitCode.FAILED);
        assertThat(complaints()).contains("it runs already in");

        var pid = RunningProcess.read(data, "broker-facility").orElseThrow().pid();
        kill(pid);
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> status() == ExitCode.OK);
        assertThat(RunningProcess.read(data, "broker-facility").orElseThrow().pid())
                .isNotEqualTo(pid);

        kill(SupervisorFile.alive(data).orElseThrow().pid());

        assertThat(status()).as("nobody restarts anything").isEqualTo(ExitCode.PROCESS_FAILED);
        assertThat(up(options)).isEqualTo(ExitCode.FAILED);
        assertThat(complaints()).contains("stop them with ./mededge down");
        var processes = RunningProcess.alive(data);
        assertThat(processes).hasSize(2);

        assertThat(new Down(data).run()).isEqualTo(ExitCode.OK);

        assertThat(processes).noneMatch(RunningProcess::isAlive);
        assertThat(data.run()).doesNotExist();
        assertThat(data.temporary()).doesNotExist();
        assertThat(status()).isEqualTo(ExitCode.FAILED);

        assertThat(up(options)).isEqualTo(ExitCode.OK);
        execute("insert into kept values (2)");
        assertThat(new Down(data).run()).isEqualTo(ExitCode.OK);
        assertThat(RunningProcess.alive(data)).isEmpty();
        assertThat(SupervisorFile.alive(data)).isEmpty();
    }

    @Test
    void aTakenPortIsRefusedBeforeAnythingStarts() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(up(options.withPort("postgres", taken.getLocalPort()))).isEqualTo(ExitCode.FAILED);
        }

        assertThat(complaints()).contains("(postgres) is already in use").contains("--port postgres=N");
        assertThat(data.logs()).doesNotExist();
    }

    @Test
    void aStartThatFailsSaysWhyAndStopsTheRest() throws Exception {
        Files.createDirectories(data.of("postgres").resolve("database"));

        assertThat(up(options)).isEqualTo(ExitCode.FAILED);

        assertThat(data.log("supervisor"))
                .content()
                .contains("postgres could not be started: ended with status")
                .contains("postgresql.conf");
        assertThat(RunningProcess.alive(data)).isEmpty();
    }

    private ExitCode up(Options wanted) throws Exception {
        return new Up(project, wanted, PARTS, true).run();
    }

    private ExitCode status() throws Exception {
        return new Status(project, data).print(true);
    }

    private String complaints() {
        return complaints.toString(StandardCharsets.UTF_8);
    }

    private void execute(String sql) throws Exception {
        var url = "jdbc:" + Plan.of(project, options, PARTS).addresses().get("postgres") + "?user=mededge";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void kill(long pid) {
        var handle = ProcessHandle.of(pid).orElseThrow();
        handle.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !handle.isAlive());
    }
}
