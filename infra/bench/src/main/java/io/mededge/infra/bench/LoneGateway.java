package io.mededge.infra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./mededge gateway --config FILE} on {@link CountingMachines} and a broker that is not ours: mode plain, journal on. */
final class LoneGateway implements AutoCloseable {
    private static final int STOP_SECONDS = 20;

    private final Process launcher;
    private final Path log;

    /**
     * @param poll how often each machine is read
     * @param batch most records of one machine in a message; 1 = a message for each
     */
    record Load(List<Integer> machinePorts, int brokerPort, Duration poll, int batch) {}

    LoneGateway(Path folder, Load load) throws IOException {
        Files.createDirectories(folder);
        var configuration = Files.writeString(folder.resolve("gateway.yaml"), yaml(folder, load));
        log = folder.resolve("gateway.log");
        launcher = new ProcessBuilder(
                        System.getProperty("mededge.launcher", "./mededge"),
                        "gateway",
                        "--config",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String yaml(Path folder, Load load) throws IOException {
        var profile = new StringBuilder("profile: counting\nversion: 1\nmodel: counting\npoints:\n");
        for (var register = 0; register < CountingMachines.REGISTERS; register++) {
            profile.append("  - {id: p%d, area: holding, address: %d, type: u16, unit: \"1\"}%n"
                    .formatted(register, register));
        }
        Files.writeString(folder.resolve("counting.yaml"), profile);
        var yaml = new StringBuilder("""
                quarkus:
                  http:
                    host: "127.0.0.1"
                    port: 0
                gateway:
                  region: region-1
                  facility: facility-1
                  id: gateway-1
                  data: "%s"
                  profile-files: ["%s"]
                  uplink:
                    mode: plain
                    url: "tcp://127.0.0.1:%d"
                    batch: %d
                  devices:
                """.formatted(
                        folder.resolve("data"), folder.resolve("counting.yaml"), load.brokerPort(), load.batch()));
        for (var machine = 0; machine < load.machinePorts().size(); machine++) {
            yaml.append("""
                        - {id: m-%1$d, profile: counting, address: "127.0.0.1:%2$d", poll: %3$dms, serial: "m-%1$d"}
                    """.formatted(
                    machine, load.machinePorts().get(machine), load.poll().toMillis()));
        }
        return yaml.toString();
    }

    /** The gateway's own process, not the launcher's. */
    long pid() throws IOException {
        return launcher.toHandle()
                .children()
                .findFirst()
                .orElseThrow(() -> new IOException("the gateway does not run; see " + log))
                .pid();
    }

    /** {@code kill -9}. */
    void kill() throws IOException {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    String lastLines() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() throws IOException {
        try {
            launcher.descendants().forEach(ProcessHandle::destroy);
            if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                launcher.descendants().forEach(ProcessHandle::destroyForcibly);
                launcher.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
