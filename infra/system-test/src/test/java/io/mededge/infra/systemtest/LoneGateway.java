package io.mededge.infra.systemtest;

import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.LoneProgram;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** The gateway by itself, as {@code ./mededge gateway --config FILE} runs it, with one device at station {@code A-01} and no broker. */
record LoneGateway(Process process, int port) implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(60);

    /** @param profile file of the device's profile, whose name is the file's */
    static LoneGateway start(Path folder, Path profile, String address) throws IOException {
        var port = FreePorts.first(1);
        var name = profile.getFileName().toString().replace(".yaml", "");
        var configuration = Files.writeString(folder.resolve("gateway.yaml"), """
            gateway:
              region: region-1
              facility: facility-1
              id: gateway-1
              data: %s
              profile-files: [%s]
              uplink: {mode: "off"}
              devices:
                - {id: pump-1, station: A-01, zone: A, profile: %s, address: "%s", poll: 200ms, serial: OUT-1}
            quarkus:
              http:
                port: %d
            """.formatted(
                        folder.resolve("gateway"), profile.toAbsolutePath(), name, address, port));
        var program = LoneProgram.gateway(Project.find(), new DataFolder(folder.resolve("data")), configuration);
        Files.createDirectories(program.temporary());
        var process = new ProcessBuilder(program.command())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile())
                .start();
        var gateway = new LoneGateway(process, port);
        await().atMost(START_WITHIN)
                .ignoreExceptions()
                .until(() -> Web.get(gateway.url("/q/health/ready")).status() == 200);
        return gateway;
    }

    /** The newest value of a metric; empty while there is none. */
    OptionalDouble newest(String metric) {
        var answer = Web.get(url("/api/stations/A-01/history?format=csv&metric=" + metric));
        var lines = answer.body().strip().split("\r?\n");
        if (answer.status() != 200 || lines.length < 2) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.parseDouble(lines[lines.length - 1].split(",")[1]));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(20, TimeUnit.SECONDS);
    }
}
