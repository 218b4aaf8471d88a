package io.mededge.infra.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.simulator.modbus.Endpoint;
import io.mededge.infra.simulator.modbus.ModbusServer;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import io.mededge.infra.simulator.modbus.WireFaults;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that share nothing with us: Debian's mbpoll asks our simulator; a server built on libmodbus answers our gateway, over TCP and over a line. */
class ModbusPeersIT {
    private static final Path RESOURCES = Path.of("src/test/resources/peer");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DEADLINE_SECONDS = 30;

    @TempDir
    private Path folder;

    @Test
    void mbpollReadsAndWritesTheSimulator() throws Exception {
        var mbpoll = Tool.onPath("mbpoll").toString();
        var cells = new Cells();
        cells.table(Table.INPUT_REGISTER)[3] = 3_125;
        cells.table(Table.INPUT_REGISTER)[4] = 0xfffe;
        cells.table(Table.DISCRETE_INPUT)[9] = 1;
        var endpoint = new Endpoint("machine", 0, Map.of(1, cells), new WireFaults());
        try (var server = ModbusServer.open(InetAddress.getLoopbackAddress(), List.of(endpoint))) {
            var ask = List.of(
                    mbpoll, "-m", "tcp", "-p", String.valueOf(server.ports().get(0)), "-a", "1", "-0", "-1");
            assertThat(run(ask, "-t", "3", "-r", "3", "-c", "2", "127.0.0.1"))
                    .containsPattern("\\[3]:\\s+3125")
                    .containsPattern("\\[4]:\\s+(65534 \\(-2\\)|65534|-2)");
            assertThat(run(ask, "-t", "1", "-r", "8", "-c", "3", "127.0.0.1"))
                    .containsPattern("\\[8]:\\s+0")
                    .containsPattern("\\[9]:\\s+1");
            run(ask, "-t", "4", "-r", "20", "127.0.0.1", "7", "8", "9"); // function 16
            run(ask, "-t", "4", "-r", "30", "127.0.0.1", "5"); // function 6
            run(ask, "-t", "0", "-r", "2", "127.0.0.1", "1"); // function 5
            assertThat(run(ask, "-t", "3", "-r", "9000", "-c", "1", "127.0.0.1"))
                    .contains("Illegal data address");
        }
        assertThat(cells.table(Table.HOLDING_REGISTER)).startsWith(new int[20]).contains(7, 8, 9);
        assertThat(cells.table(Table.HOLDING_REGISTER)[30]).isEqualTo(5);
        assertThat(cells.table(Table.COIL)[2]).isEqualTo(1);
    }

    @Test
    void aLibmodbusServerIsReadOverTcp() throws Exception {
        var port = FreePorts.first(1);
        var server = server("tcp", String.valueOf(port));
        try {
            valuesArrive("127.0.0.1:" + port);
        } finally {
            end(server);
        }
    }

    @Test
    void aLibmodbusServerIsReadOverALine() throws Exception {
        var ours = folder.resolve("ours");
        var theirs = folder.resolve("theirs");
        var socat = new ProcessBuilder(
                        Tool.onPath("socat").toString(), "pty,raw,echo=0,link=" + ours, "pty,raw,echo=0,link=" + theirs)
                .inheritIO()
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(ours) && Files.exists(theirs));
            var server = server("rtu", theirs.toString());
            try {
                valuesArrive("rtu:" + ours.toRealPath() + "?baud=19200&parity=none&stop=1");
            } finally {
                end(server);
            }
        } finally {
            end(socat);
        }
    }

    private void valuesArrive(String address) throws Exception {
        try (var gateway = LoneGateway.start(folder, RESOURCES.resolve("outside-pump.yaml"), address)) {
            await().atMost(PATIENCE).until(() -> gateway.newest("drops").isPresent());
            assertThat(gateway.newest("line-pressure").orElseThrow()).isEqualTo(-12.5, within(1e-9));
            assertThat(gateway.newest("drops").orElseThrow()).isEqualTo(1_000_000);
            var rate = gateway.newest("infusion-rate").orElseThrow();
            assertThat(rate).isBetween(123.4, 1_000.0);
            await().atMost(PATIENCE).until(() -> gateway.newest("infusion-rate").orElseThrow() > rate);
        }
    }

    /** Compiles the server, which is a page of C, and starts it. */
    private Process server(String kind, String where) throws IOException, InterruptedException {
        var program = folder.resolve("libmodbus-server");
        var source = RESOURCES.resolve("libmodbus-server.c").toAbsolutePath().toString();
        var compiler = Tool.onPath("gcc").toString();
        run(
                List.of(
                        compiler,
                        "-Wall",
                        "-Werror",
                        "-I" + Tool.header("modbus/modbus.h").getParent()),
                source,
                "-o",
                program.toString(),
                "-lmodbus");
        var server = new ProcessBuilder(program.toString(), kind, where)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(Tool.firstLine(server)).contains("listening");
        return server;
    }

    /** What the program prints, whether or not it is content. */
    private static String run(List<String> command, String... more) throws IOException, InterruptedException {
        var words = new ArrayList<>(command);
        words.addAll(List.of(more));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** A unit that keeps what is written. */
    private static final class Cells implements ModbusUnit {
        private final Map<Table, int[]> tables = new EnumMap<>(Table.class);

        Cells() {
            for (var table : Table.values()) {
                tables.put(table, new int[100]);
            }
        }

        int[] table(Table table) {
            return Objects.requireNonNull(tables.get(table));
        }

        @Override
        public Outcome read(Table table, int address, int count) {
            return Outcome.slice(0, table(table), address, count);
        }

        @Override
        public Outcome write(Table table, int address, int[] values) {
            System.arraycopy(values, 0, table(table), address, values.length);
            return new Outcome.Written();
        }
    }
}
