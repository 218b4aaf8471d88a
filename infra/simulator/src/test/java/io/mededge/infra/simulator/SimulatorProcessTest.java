package io.mededge.infra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulator as the process that others start. */
@Timeout(30)
class SimulatorProcessTest {
    private static final Pattern READY =
            Pattern.compile("Simulator ready: (\\d+) stations on ports (\\d+) to \\d+, control on port (\\d+)\\.");
    private static final int MAX_RESIDENT_KIB = 120 * 1024;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void saysOnceThatItIsReadyAndStaysSmall() throws Exception {
        Process process = start("{firstPort: 0, controlPort: 0}");
        Matcher ready = ready(process);

        assertThat(ready.group(1)).isEqualTo("52");
        try (ControlApiTest.Modbus modbus = new ControlApiTest.Modbus(Integer.parseInt(ready.group(2)))) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(modbus.read(1, 0)).isBetween(1, 6);
            }
        }
        Path status = Path.of("/proc/" + process.pid() + "/status");
        Assumptions.assumeTrue(Files.exists(status), "no /proc on this system: memory not measured");
        Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(status));
        assertThat(resident.find()).isTrue();
        assertThat(Integer.parseInt(resident.group(1))).isLessThan(MAX_RESIDENT_KIB);
    }

    @Test
    void goesOnAfterBeingKilled() throws Exception {
        String yaml =
                "{stations: 2, firstPort: 0, controlPort: 0, scenarios: none, data: '" + folder.resolve("data") + "'}";
        Process first = start(yaml);
        int removed;
        try (ControlApiTest.Modbus modbus =
                new ControlApiTest.Modbus(Integer.parseInt(ready(first).group(2)))) {
            modbus.writeSetting(2, 777);
            Path state = folder.resolve("data").resolve("facility.json");
            while (!Files.exists(state) || !Files.readString(state).contains("777")) {
                Thread.sleep(50);
            }
            removed = modbus.read(1, 13);
        }
        first.destroyForcibly();
        assertThat(first.waitFor(5, TimeUnit.SECONDS)).isTrue();

        Process second = start(yaml);
        try (ControlApiTest.Modbus modbus =
                new ControlApiTest.Modbus(Integer.parseInt(ready(second).group(2)))) {
            assertThat(modbus.readSetting(2)).isEqualTo(777);
            assertThat(modbus.read(1, 13)).as("removed volume, low word").isBetween(removed, removed + 300);
        }
    }

    @Test
    void aBadConfigurationIsOneSentenceAndExitCode2() throws Exception {
        Process process = start("{stations: many}");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.errorReader().lines())
                .containsExactly("'stations' must be a whole number from 1 to 200, not \"many\".");
    }

    @Test
    void aUsedPortIsOneSentenceAndExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Process stations = start("{stations: 1, controlPort: 0, firstPort: " + port + "}");
            Process control = start("{stations: 1, firstPort: 0, controlPort: " + port + "}");
            for (Process process : List.of(stations, control)) {
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(2);
            }
            assertThat(stations.errorReader().lines())
                    .singleElement()
                    .asString()
                    .contains("port " + port + " of station A-01");
            assertThat(control.errorReader().lines()).singleElement().asString().contains("control port " + port);
        }
    }

    @Test
    void wrongArgumentsAreExitCode2() throws Exception {
        Process process = launch(List.of());

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.errorReader().lines()).containsExactly("Usage: Simulator --config FILE");
    }

    private Process start(String yaml) throws IOException {
        Path config = Files.createTempFile(folder, "simulator", ".yaml");
        Files.writeString(config, yaml);
        return launch(List.of("--config", config.toString()));
    }

    private Process launch(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Simulator.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private static Matcher ready(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        assertThat(ready.matches()).as("ready line, but was: %s", line).isTrue();
        return ready;
    }
}
