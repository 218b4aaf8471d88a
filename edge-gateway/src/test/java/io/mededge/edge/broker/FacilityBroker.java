package io.mededge.edge.broker;

import io.mededge.edge.ChildProgram;
import io.mededge.edge.Mosquitto;
import io.mededge.edge.TestConfig;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The project's broker as a facility has it, in a process of its own, with certificates for its gateway, machines and a screen; and Debian's clients of it. */
final class FacilityBroker implements AutoCloseable {
    static final String FACILITY = "facility-1";
    private static final String REGION = "region-1";
    private static final String SCREEN = "bedside-1";

    private final Path folder;
    private final Path pki;
    private final int port;
    private final ChildProgram program;
    private final Credentials gateway;

    FacilityBroker(Path folder, String... machines) throws Exception {
        this.folder = folder;
        this.pki = folder.resolve("pki");
        var authority = new DevelopmentPki(pki, Clock.systemUTC());
        var own = authority.ensure(Holder.broker("broker-facility-1"));
        gateway = authority.ensure(Holder.gateway("gateway-1", REGION, FACILITY));
        authority.ensureWithPem(Holder.bedside(SCREEN, REGION, FACILITY));
        for (var machine : machines) {
            authority.ensureWithPem(Holder.machine(machine, REGION, FACILITY));
        }
        port = FreePorts.first(1);
        var config = folder.resolve("broker.yaml");
        Files.writeString(config, """
                host: 127.0.0.1
                port: %d
                data: "%s"
                tls: {keyStore: "%s", trustStore: "%s", passwordFile: "%s"}
                """.formatted(
                        port, folder.resolve("broker"), own.keyStore(), own.trustStore(), own.passwordFile()));
        program = ChildProgram.infra("broker", "io.mededge.infra.broker.Broker", config, folder.resolve("broker.log"));
    }

    /** {@code gateway.broker.*} of its gateway. */
    Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "gateway.broker.url", url(),
                "gateway.broker.key-store", gateway.keyStore().toString(),
                "gateway.broker.trust-store", gateway.trustStore().toString(),
                "gateway.broker.password-file", gateway.passwordFile().toString(),
                "gateway.broker.reconnect-max", "500ms"));
    }

    BrokerConfig config() {
        return TestConfig.of(settings()).broker();
    }

    String url() {
        return "ssl://127.0.0.1:" + port;
    }

    Credentials credentials(String machine) {
        return DevelopmentPki.credentials(pki, machine);
    }

    static String topic(String machine, String verb) {
        return "local/" + FACILITY + "/" + machine + "/" + verb;
    }

    /** @param who a machine, or {@code bedside-1} */
    private List<String> command(String program, String who, String... options) {
        var command = new ArrayList<>(List.of(
                Mosquitto.tool(program).toString(),
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "--cafile",
                DevelopmentPki.caPem(pki).toString(),
                "--cert",
                DevelopmentPki.certificatePem(pki, who).toString(),
                "--key",
                DevelopmentPki.keyPem(pki, who).toString()));
        command.addAll(Arrays.asList(options));
        return command;
    }

    /** Debian's subscriber until it is closed, with a line for each message. */
    Process subscriber(String who, Path output, String... options) throws IOException {
        // it tells of its subscription at once only if its lines are not held back
        var command = new ArrayList<>(List.of(Mosquitto.tool("stdbuf").toString(), "-oL"));
        command.addAll(command("mosquitto_sub", who, options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Debian's publisher to its end; QoS 1. Returns what it says, which is nothing when all is well. */
    String publish(String who, String topic, String... options) throws Exception {
        return end("mosquitto_pub", command("mosquitto_pub", who, with(List.of("-q", "1", "-t", topic), options)));
    }

    /** Each line of the file as a message. */
    String publishLines(String who, String topic, Path lines) throws Exception {
        return end("mosquitto_pub", command("mosquitto_pub", who, "-q", "1", "-t", topic, "-l"), lines);
    }

    private static String[] with(List<String> some, String... others) {
        var all = new ArrayList<>(some);
        all.addAll(Arrays.asList(others));
        return all.toArray(String[]::new);
    }

    private String end(String name, List<String> command) throws Exception {
        return end(name, command, Path.of("/dev/null"));
    }

    private String end(String name, List<String> command, Path input) throws Exception {
        var said = Files.createTempFile(folder, name, ".txt");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(name + " did not end within 60 s: " + Files.readString(said));
        }
        return Files.readString(said);
    }

    void kill() throws InterruptedException {
        program.kill();
    }

    void restart() throws IOException {
        program.restart();
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}
